package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesReaderTest {
    private final SeriesReader reader = new SeriesReader();
    private final ExpositionParser parser = new ExpositionParser(SeriesReader.WANTED, reader);

    @Test
    void series_that_are_gone_are_forgotten_after_some_bodies() {
        for (int i = 0; i < 10 * SeriesReader.BODIES_REMEMBERED; i++) {
            read(counters(10 * i, 10));
            assertThat(reader.shown()).hasSize(10);
            assertThat(reader.remembered())
                    .isLessThanOrEqualTo(2 * 10 * SeriesReader.BODIES_REMEMBERED);
        }
    }

    @Test
    void series_that_stay_are_not_forgotten() {
        read(counters(0, 10));
        KnownSeries first = reader.shown().getFirst();
        for (int i = 0; i < 5 * SeriesReader.BODIES_REMEMBERED; i++) {
            read(counters(0, 10));
        }

        assertThat(reader.shown().getFirst()).isSameAs(first);
        assertThat(reader.remembered()).isEqualTo(10);
    }

    @Test
    void series_that_are_gone_make_room_at_once_where_there_is_none() {
        read(counters(0, ReadingBuilder.MAX_SERIES));
        read(counters(ReadingBuilder.MAX_SERIES, ReadingBuilder.MAX_SERIES));

        assertThat(reader.shown()).hasSize(ReadingBuilder.MAX_SERIES);
        assertThat(parser.refusedLines()).isZero();
        assertThat(reader.remembered()).isEqualTo(ReadingBuilder.MAX_SERIES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "istio_requests_total{a=\"b\"} 7 5",
                "istio_requests_total{a=\"b\"} 7 # {t=\"x\"} 5",
                "istio_requests_total{a=\"b\"}\t7",
                "istio_requests_total{a=\"b\",} 7",
                "istio_requests_total { a=\"b\" } 7.0",
            })
    void a_line_of_another_form_is_read_the_same_before_and_after_the_plain_one(String line) {
        read(line);
        KnownSeries odd = reader.shown().getFirst();
        read("istio_requests_total{a=\"b\"} 7");
        assertThat(reader.shown()).containsExactly(odd);
        read(line);

        assertThat(reader.shown()).containsExactly(odd);
        assertThat(parser.samples()).isEqualTo(1);
        assertThat(requests()).isEqualTo(7);
    }

    @Test
    void text_in_a_label_that_looks_like_the_end_of_a_line_is_text() {
        String label = "{host=\"x,le=\\\"5\\\"} 3\"";
        for (int i = 1; i < 4; i++) {
            read("istio_requests_total" + label + "} " + i);
            assertThat(requests()).isEqualTo(i);
            read("istio_requests_total" + label);
            assertThat(parser.refusedLines()).isEqualTo(1);
        }
    }

    private long requests() {
        Reading.Series series = reader.shown().getFirst().finish();
        return series == null ? -1 : series.requests();
    }

    private static String counters(int from, int count) {
        StringBuilder body = new StringBuilder();
        for (int i = from; i < from + count; i++) {
            body.append("istio_requests_total{n=\"").append(i).append("\"} ").append(i);
            body.append('\n');
        }
        return body.toString();
    }

    private void read(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        parser.begin();
        reader.begin();
        parser.feed(bytes, 0, bytes.length);
        parser.finish();
    }
}
