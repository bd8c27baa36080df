package dev.meshfuse.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The worked examples of the procedure, computed twice by implementations independent of this one.
 */
class CanaryVectorsTest {
    /** One false alarm in 30 days, ticks of a second. */
    private static final double THRESHOLD = Math.log(2_592_000);

    private static final TestSettings SETTINGS = new TestSettings(0.0144, 1.5, THRESHOLD, 1);
    private static final double ROUNDING = 1e-6;
    private static final StableShown USUAL = stable(90_000, 90, Bursts.NONE);

    /** A tick, and what is known after it; null where its block stays open. */
    private record Row(
            Tick tick,
            double allowed,
            double absolute,
            double raw,
            List<Double> copies,
            String decision) {}

    private static final Pattern TICK = Pattern.compile("c (\\S+)(?: \\((.+?)\\))?, b (\\S+)");

    @Test
    void vector_1_a_total_failure() {
        follow(
                USUAL,
                """
                c 0/10, b 0/90  | 0.001516650 |  0.000000 |  0.000000 |  0.000000 | nothing
                c 5/10, b 0/90  | 0.001515135 | 12.411301 |  4.234021 |  2.477400 | nothing
                c 10/10, b 0/90 | 0.001513623 | 17.154451 |  9.854495 |  7.550795 | nothing
                c 11/11, b 1/88 | 0.001512114 | 17.377378 | 15.623036 | 13.191145 | held
                c 9/9, b 0/91   | 0.001527243 | 17.377378 | 16.159237 | 15.949789 | revert, held
                c 0/10, b 0/90  | 0.001525706 | 16.399527 | 15.696540 | 15.381646 | revert, held
                """);
    }

    @Test
    void vector_2_a_partial_failure_seen_by_three_callers() {
        follow(
                USUAL,
                """
                c 2/10 (1/4, 1/3, 0/3), b 0/90 | 0.001516650 | 2.672785 |  3.333860 | 2.273579, 2.206752, 2.394812 | nothing
                c 3/12 (3/4, 0/4, 0/4), b 0/90 | 0.001515135 | 8.213741 |  7.562637 | 1.938846, 4.788451, 4.952030 | nothing
                c 1/8 (1/8, 0/0, 0/0), b 1/90  | 0.001513623 | 9.153488 | 11.259026 | 1.938846, 7.235490, 7.351810 | nothing
                c 0/10 (0/3, 0/3, 0/4), b 0/95 | 0.001528731 | 7.453950 | 10.573733 | 1.686462, 6.778130, 6.940497 | nothing
                """);
    }

    @Test
    void vector_3_a_shared_outage_that_the_canary_shows_one_tick_early() {
        follow(
                USUAL,
                """
                c 10/10, b 0/90  | 0.001516650 | 16.876435 | 4.920408 | 4.920408 | nothing
                c 10/10, b 90/90 | 1.000000000 | 17.161648 | 4.920408 | 4.920408 | nothing
                c 10/10, b 90/90 | 1.000000000 | 17.377378 | 4.920408 | 4.920408 | nothing
                c 0/10, b 90/90  | 1.000000000 | 16.399527 | 4.378361 | 4.378361 | nothing
                c 0/10, b 0/90   | 1.000000000 | 16.007048 | 3.913925 | 3.913925 | nothing
                """);
    }

    @Test
    void vector_4_little_traffic_where_ticks_merge_into_blocks() {
        follow(
                stable(9000, 9, Bursts.NONE),
                """
                c 1/1, b 0/4  |
                c 0/0, b 0/4  |
                c 0/0, b 0/4  | 0.001665005 |  2.821379 |  4.827650 |  2.618434 | nothing
                c 1/1, b 0/6  |
                c 1/1, b 0/6  | 0.001663163 | 10.193048 | 10.357419 |  7.470504 | nothing
                c 0/0, b 0/12 | 0.001663163 | 10.193048 | 10.357419 |  7.470504 | nothing
                c 1/1, b 0/12 | 0.001659854 | 14.064613 | 15.778748 | 13.004798 | held
                """);
    }

    @Test
    void vector_5_a_stable_side_with_bursts_where_steps_are_divided_by_their_span() {
        Bursts known =
                new Bursts(1000, 2000, 1000, 4000, Bursts.Window.EMPTY, null, null, null, false);
        assertThat(known.clustering()).isCloseTo(1.990099, within(5e-7));
        assertThat(known.span(1)).isEqualTo(10);
        follow(
                stable(90_000, 900, known),
                """
                c 10/10, b 0/90 | 0.015016500 | 16.876435 | 0.218752 | 0.218752 | nothing
                c 10/10, b 0/90 | 0.015001499 | 17.161648 | 0.449691 | 0.449691 | nothing
                c 1/10, b 4/90  | 0.066666667 | 16.883982 | 0.461136 | 0.461136 | nothing
                c 0/10, b 0/90  | 0.066666667 | 15.828527 | 0.427656 | 0.427656 | nothing
                """);
    }

    private static void follow(StableShown stable, String table) {
        CanaryTests tests = CanaryTests.start(SETTINGS, stable);
        for (String line : table.lines().toList()) {
            Row row = row(line);
            CanaryTests next = tests.after(row == null ? tick(line) : row.tick());
            if (row == null) {
                assertThat(next.open().ticks()).as(line).isEqualTo(tests.open().ticks() + 1);
                assertThat(next.absolute()).as(line).isEqualTo(tests.absolute());
                assertThat(next.raw()).as(line).isEqualTo(tests.raw());
                assertThat(next.whole()).as(line).isEqualTo(tests.whole());
            } else {
                check(next, row, line);
            }
            tests = next;
        }
    }

    private static void check(CanaryTests tests, Row row, String line) {
        assertThat(Objects.requireNonNull(tests.allowed()).badRatio())
                .as(line)
                .isCloseTo(row.allowed(), within(5e-10));
        assertThat(tests.absolute().evidence())
                .as(line)
                .isCloseTo(row.absolute(), within(ROUNDING));
        assertThat(tests.raw().evidence()).as(line).isCloseTo(row.raw(), within(ROUNDING));
        List<Double> copies =
                row.copies().size() == 1
                        ? List.of(tests.whole().evidence())
                        : tests.sources().copies().stream()
                                .map(copy -> copy.bet().evidence())
                                .toList();
        assertThat(copies).as(line).hasSameSizeAs(row.copies());
        for (int i = 0; i < copies.size(); i++) {
            assertThat(copies.get(i)).as(line).isCloseTo(row.copies().get(i), within(ROUNDING));
        }
        assertThat(tests.weakest().nats())
                .as(line)
                .isCloseTo(
                        row.copies().stream().min(Double::compare).orElseThrow(), within(ROUNDING));
        assertThat(tests.isWorse()).as(line).isEqualTo(row.decision().contains("held"));
        assertThat(tests.convicts()).as(line).isEqualTo(row.decision().contains("revert"));
    }

    private static @Nullable Row row(String line) {
        String[] parts = line.split("\\|", -1);
        return parts.length == 2
                ? null
                : new Row(
                        tick(parts[0]),
                        Double.parseDouble(parts[1]),
                        Double.parseDouble(parts[2]),
                        Double.parseDouble(parts[3]),
                        Arrays.stream(parts[4].split(",", -1)).map(Double::valueOf).toList(),
                        parts[5].trim());
    }

    private static Tick tick(String text) {
        Matcher matcher = TICK.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        Map<String, Shown> sources = new HashMap<>();
        String parts = matcher.group(2);
        if (parts != null) {
            String[] each = parts.split(", ", -1);
            for (int i = 0; i < each.length; i++) {
                sources.put("caller-" + i, shown(each[i]));
            }
        }
        return new Tick(shown(matcher.group(1)), shown(matcher.group(3)), sources, Map.of());
    }

    private static Shown shown(String text) {
        String[] badOf = text.split("/", 2);
        return new Shown(Long.parseLong(badOf[1]), Long.parseLong(badOf[0]));
    }

    private static StableShown stable(double requests, double bad, Bursts bursts) {
        return new StableShown(requests, bad, List.of(), 0, 0, bursts);
    }
}
