package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Property;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionParserTest {
    /** What a body gave: wanted samples as {@code {labels} value}, and the parser's two counts. */
    private record Read(List<String> wanted, List<Sample> samples, long counted, long refused) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    wanted 1                                    | {} 1
                    wanted{} 1                                  | {} 1
                    wanted{a="b"} 1                             | {a=b} 1
                    wanted{a="b",c="d"} 1                       | {a=b, c=d} 1
                    wanted{a="b",c="d",} 1                      | {a=b, c=d} 1
                    wanted{a="b" c="d"} 1                       | {a=b, c=d} 1
                    wanted { a = "b" , c = "d" } 1              | {a=b, c=d} 1
                    wanted\t{\ta\t=\t"b"\t}\t1                  | {a=b} 1
                    wanted{a="b"}1                              | {a=b} 1
                    wanted{a=""} 1                              | {a=} 1
                    wanted{a="x}y,z=#"} 1                       | {a=x}y,z=#} 1
                    wanted{a="b"} 1 1712345678901               | {a=b} 1
                    wanted{a="b"} 1 -1                          | {a=b} 1
                    wanted{a="b"} 1 1712345678.901              | {a=b} 1
                    wanted{a="b"} 1 # {trace_id="x"} 0.5        | {a=b} 1
                    wanted{a="b"} 1 1712345678 # {t="x"} 1 1.5  | {a=b} 1
                    {"wanted"} 1                                | {} 1
                    {"wanted",a="b"} 1                          | {a=b} 1
                    { "wanted" , "a.b" = "c" } 1                | {a.b=c} 1
                    wanted{"ä.ö"="ü"} 1                         | {ä.ö=ü} 1
                    wanted{a="b"} NaN                           | {a=b} NaN
                    wanted{a="b"} 12345678901234567890123456789012 | {a=b} 12345678901234567890123456789012
                    """)
    void a_line_is_read_as_prometheus_reads_it(String line, String expected) {
        assertThat(read(line + "\n"))
                .extracting(Read::wanted, Read::counted, Read::refused)
                .containsExactly(List.of(expected), 1L, 0L);
    }

    @Test
    void the_three_escapes_are_resolved_and_others_kept_as_written() {
        assertThat(value("a\\\\b")).isEqualTo("a\\b");
        assertThat(value("a\\\"b")).isEqualTo("a\"b");
        assertThat(value("a\\nb")).isEqualTo("a\nb");
        assertThat(value("a\\tb\\d")).isEqualTo("a\\tb\\d");
        assertThat(value("\\\\n")).isEqualTo("\\n");
        assertThat(value("\\\\\\\"")).isEqualTo("\\\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wanted",
                "wanted ",
                "wanted{",
                "wanted{a",
                "wanted{a} 1",
                "wanted{a=b} 1",
                "wanted{a=\"b} 1",
                "wanted{a=\"b\\\"} 1",
                "wanted{a=\"b\" 1",
                "wanted{a=\"b\"}",
                "wanted{a=\"b\",a=\"c\"} 1",
                "wanted{a=\"x\"y\"} 1",
                "wanted{1a=\"b\"} 1",
                "wanted{a:b=\"b\"} 1",
                "wanted 1 abc",
                "wanted 1 2 3",
                "wanted-total 1",
                "{a=\"b\"} 1",
                "{\"wanted\"=\"b\"} 1",
                "{} 1",
                "1wanted 1",
                "<html><body>502 Bad Gateway</body></html>",
                "{\"code\": 404, \"message\": \"not found\"}",
                "body{margin:0}",
                "no healthy upstream",
                "upstream connect error or disconnect/reset before headers",
                "\0wanted 1",
                "\u0001\u0002\u0003",
            })
    void a_line_that_is_none_is_refused_and_the_rest_is_read(String line) {
        assertThat(read("wanted 1\n" + line + "\nwanted 2\n"))
                .extracting(Read::wanted, Read::counted, Read::refused)
                .containsExactly(List.of("{} 1", "{} 2"), 2L, 1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "\r", "#", "# any", "# HELP wanted x", "\t# TYPE x y"})
    void blank_lines_and_comments_are_neither_samples_nor_refused(String line) {
        assertThat(read(line + "\nwanted 1\n" + line + "\n"))
                .extracting(Read::wanted, Read::counted, Read::refused)
                .containsExactly(List.of("{} 1"), 1L, 0L);
    }

    @Test
    void lines_may_end_in_carriage_return_and_newline() {
        assertThat(read("# TYPE wanted counter\r\nwanted 1\r\n\r\nwanted{a=\"b\"} 2\r\n"))
                .extracting(Read::wanted, Read::refused)
                .containsExactly(List.of("{} 1", "{a=b} 2"), 0L);
    }

    @Test
    void the_last_line_needs_no_newline() {
        assertThat(read("wanted 1\nwanted 2").wanted()).containsExactly("{} 1", "{} 2");
    }

    @Test
    void families_may_lie_scattered_and_need_no_type() {
        Read read = read("wanted 1\nother 5\nwanted{a=\"b\"} 2\nother{c=\"d\"} 6\nwanted 3\n");

        assertThat(read.wanted()).containsExactly("{} 1", "{a=b} 2", "{} 3");
        assertThat(read.counted()).isEqualTo(5);
    }

    @Test
    void lines_of_other_metrics_count_as_samples_however_their_number_is_written() {
        Read read =
                read(
                        """
                        a 1
                        b{c="d"} 1.5e-7
                        b{le="+Inf"} +Inf
                        c NaN
                        d -inf
                        e .5
                        f{g="h"} 1 # {t="x"} 0.25
                        {"g.h"} 1 1712345678901
                        """);

        assertThat(read).isEqualTo(new Read(List.of(), List.of(), 8, 0));
    }

    @Test
    void bytes_that_are_no_utf8_spoil_their_own_line_only() {
        byte[] body = "wanted{a=\"?\"} 1\nwanted 2\n".getBytes(StandardCharsets.US_ASCII);
        body[10] = (byte) 0xff;

        assertThat(read(List.of(body)))
                .extracting(Read::wanted, Read::refused)
                .containsExactly(List.of("{} 2"), 1L);
    }

    @Test
    void a_nul_inside_a_label_is_kept() {
        assertThat(value("a\0b")).isEqualTo("a\0b");
    }

    @Test
    void a_line_longer_than_the_limit_is_refused_and_the_next_one_read() {
        String tooLong = "wanted{a=\"" + "x".repeat(ExpositionParser.MAX_LINE_BYTES) + "\"} 1";

        Read read = read(tooLong + "\nwanted 2\n" + tooLong);

        assertThat(read.wanted()).containsExactly("{} 2");
        assertThat(read.refused()).isEqualTo(2);
    }

    @Test
    void a_line_as_long_as_the_limit_is_read() {
        String rest = "wanted{a=\"\"} 1";
        String fill = "x".repeat(ExpositionParser.MAX_LINE_BYTES - rest.length());

        assertThat(value(fill)).isEqualTo(fill);
    }

    @Test
    void a_sample_its_taker_has_no_use_for_is_refused() {
        ExpositionParser parser = new ExpositionParser(Set.of("wanted"), sample -> false);

        byte[] bytes = "wanted 1\nother 1\n".getBytes(StandardCharsets.UTF_8);
        parser.feed(bytes, 0, bytes.length);

        assertThat(parser.samples()).isEqualTo(1);
        assertThat(parser.refusedLines()).isEqualTo(1);
    }

    @Test
    void the_identity_tells_series_apart_by_all_their_labels() {
        List<Sample> samples =
                read("wanted{a=\"b\"} 1\nwanted{a=\"c\"} 1\nwanted 1\nwanted{a=\"b\"} 7 12\n")
                        .samples();

        assertThat(samples.get(0).id())
                .isEqualTo(samples.get(3).id())
                .isNotEqualTo(samples.get(1).id())
                .isNotEqualTo(samples.get(2).id());
    }

    @Property
    void a_body_gives_the_same_in_pieces_of_any_size(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        byte[] body = body(random).getBytes(StandardCharsets.UTF_8);

        Read inPieces = read(pieces(body, random));

        assertThat(inPieces).isEqualTo(read(List.of(body)));
    }

    private static String body(RandomGenerator random) {
        List<String> lines =
                List.of(
                        "wanted 1",
                        "wanted{a=\"b\\\"\\\\\\n\",c=\"ü\"} 18446744073709551615",
                        "{\"wanted\",\"é\"=\"x\"} 2 1712345678901",
                        "other{le=\"+Inf\"} 5",
                        "# HELP wanted requests",
                        "",
                        "<html>",
                        "wanted{a=\"never closed} 1",
                        "wanted{pad=\"" + "y".repeat(5000) + "\"} 1");
        StringBuilder body = new StringBuilder();
        int count = random.nextInt(1, 40);
        for (int i = 0; i < count; i++) {
            body.append(lines.get(random.nextInt(lines.size())));
            body.append(random.nextInt(4) == 0 ? "\r\n" : "\n");
        }
        return random.nextBoolean() ? body.toString() : body + "wanted 3";
    }

    private static List<byte[]> pieces(byte[] body, RandomGenerator random) {
        int most = random.nextBoolean() ? 3 : 3000;
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < body.length; ) {
            int to = Math.min(body.length, from + random.nextInt(most + 1));
            pieces.add(Arrays.copyOfRange(body, from, to));
            from = to;
        }
        return pieces;
    }

    /** What a label written so is read as. */
    private static String value(String written) {
        Read read = read("wanted{a=\"" + written + "\"} 1\n");
        assertThat(read.refused()).isZero();
        return read.samples().getFirst().labels().getOrDefault("a", "missing");
    }

    private static Read read(String body) {
        return read(List.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Read read(List<byte[]> pieces) {
        List<Sample> samples = new ArrayList<>();
        ExpositionParser parser =
                new ExpositionParser(Set.of("wanted"), (ExpositionParser.Sink) samples::add);
        pieces.forEach(piece -> parser.feed(piece, 0, piece.length));
        parser.finish();
        return new Read(
                samples.stream().map(s -> s.labels() + " " + s.value()).toList(),
                samples,
                parser.samples(),
                parser.refusedLines());
    }
}
