package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.meshfuse.scrape.ReadingBuilder.Body;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingOfHistogramsTest {
    private static final String NAME = "istio_request_duration_milliseconds_bucket";
    private static final String COUNTER = "istio_requests_total{a=\"b\"} 9\n";

    private final ReadingBuilder builder = new ReadingBuilder();

    @Test
    void counter_and_histogram_of_the_same_labels_are_one_series() {
        Body.Understood body = read(COUNTER + buckets("0.5:1 100:5 +Inf:7"));

        assertThat(body.series())
                .containsExactly(
                        new Reading.Series(
                                SeriesId.of("a=\"b\","),
                                RequestLabels.of(Map.of("a", "b")),
                                9,
                                Histogram.of(new double[] {0.5, 100}, new long[] {1, 5, 7})));
        assertThat(body.refusedLines()).isZero();
    }

    @Test
    void a_histogram_alone_shows_no_counter() {
        assertThat(read(buckets("+Inf:7")).series())
                .extracting(Reading.Series::requests, series -> histogram(series).count())
                .containsExactly(tuple(-1L, 7L));
    }

    @Test
    void bounds_are_numbers_however_they_are_written_and_ordered() {
        Histogram expected = latency(buckets("250:1 1000:2 +Inf:3"));

        assertThat(latency(buckets("250.0:1 1e3:2 inf:3"))).isEqualTo(expected);
        assertThat(latency(buckets("+Inf:3 250:1 1000:2"))).isEqualTo(expected);
    }

    @Test
    void the_bound_may_be_any_of_the_labels() {
        String first = NAME + "{le=\"1\",a=\"b\"} 1\n";
        String only = NAME + "{a=\"b\",le=\"+Inf\",} 4\n";

        assertThat(read(COUNTER + first + only).series())
                .extracting(Reading.Series::latency)
                .containsExactly(Histogram.of(new double[] {1}, new long[] {1, 4}));
    }

    @ParameterizedTest
    @CsvSource({
        "1:1 5:2, 1",
        "1:3 5:2 +Inf:4, 1",
        "1:1 5:2 +Inf:1, 1",
        "1:1 1:2 +Inf:3, 2",
        "1:1 +Inf:3 +Inf:4, 2",
        "1:1 5:NaN +Inf:3, 2",
        "1:1 5:-1 +Inf:3, 2",
        "-Inf:1 +Inf:3, 1",
    })
    void a_broken_histogram_is_refused_and_the_counter_kept(String buckets, long refused) {
        Body.Understood body = read(COUNTER + buckets(buckets));

        assertThat(body.series())
                .extracting(Reading.Series::requests, Reading.Series::latency)
                .containsExactly(tuple(9L, null));
        assertThat(body.refusedLines()).isEqualTo(refused);
    }

    @Test
    void a_bucket_that_stands_twice_with_one_count_costs_its_line_only() {
        Body.Understood body = read(buckets("1:1 1:1 +Inf:3"));

        assertThat(body.refusedLines()).isEqualTo(1);
        assertThat(body.series().getFirst().latency())
                .isEqualTo(Histogram.of(new double[] {1}, new long[] {1, 3}));
    }

    @Test
    void a_histogram_that_was_broken_is_whole_in_the_next_body() {
        read(buckets("1:3 5:2 +Inf:4"));

        assertThat(latency(buckets("1:3 5:4 +Inf:5")).count()).isEqualTo(5);
    }

    @Test
    void bounds_may_change_from_body_to_body() {
        read(buckets("1:1 5:2 +Inf:3"));
        read(buckets("1:1 5:2 +Inf:3"));

        assertThat(latency(buckets("1:1 +Inf:4")))
                .isEqualTo(Histogram.of(new double[] {1}, new long[] {1, 4}));
        assertThat(latency(buckets("0.5:0 1:1 7:2 +Inf:4")))
                .isEqualTo(Histogram.of(new double[] {0.5, 1, 7}, new long[] {0, 1, 2, 4}));
    }

    @Test
    void series_of_one_target_share_the_array_of_bounds() {
        String other = buckets("1:4 7.25:4 +Inf:4").replace("a=\"b\"", "a=\"c\"");

        List<Reading.Series> series = read(buckets("1:1 7.25:2 +Inf:3") + other).series();

        assertThat(histogram(series.get(0)).bounds()).isSameAs(histogram(series.get(1)).bounds());
    }

    @Test
    void what_did_not_change_is_the_same_object_in_the_next_reading() {
        String body = COUNTER + buckets("1:1 +Inf:3");

        assertThat(read(body).series().getFirst()).isSameAs(read(body).series().getFirst());
    }

    @Test
    void more_buckets_than_any_histogram_has_are_none() {
        StringBuilder buckets = new StringBuilder();
        for (int i = 0; i < Buckets.MAX_BUCKETS + 5; i++) {
            buckets.append(i).append(":1 ");
        }

        Body.Understood body = read(COUNTER + buckets(buckets + "+Inf:1"));

        assertThat(body.series().getFirst().latency()).isNull();
        assertThat(body.refusedLines()).isEqualTo(7);
    }

    private static String buckets(String boundsAndCounts) {
        StringBuilder lines = new StringBuilder();
        for (String bucket : boundsAndCounts.split(" ", -1)) {
            int colon = bucket.indexOf(':');
            lines.append(NAME).append("{a=\"b\",le=\"").append(bucket, 0, colon).append("\"} ");
            lines.append(bucket.substring(colon + 1)).append('\n');
        }
        return lines.toString();
    }

    private Histogram latency(String body) {
        return histogram(read(body).series().getFirst());
    }

    private static Histogram histogram(Reading.Series series) {
        return Objects.requireNonNull(series.latency());
    }

    private Body.Understood read(String body) {
        return (Body.Understood) Scrapes.whole(builder, body.getBytes(UTF_8));
    }
}
