package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ScrapeTimesTest {
    @Test
    void a_target_is_due_once_an_interval() {
        List<Long> times = ScrapeTimes.due("10.0.0.7:15090/stats/prometheus", 5000, 0, 20_000);

        assertThat(times).hasSize(4);
        for (int i = 1; i < 4; i++) {
            assertThat(times.get(i) - times.get(i - 1)).isEqualTo(5000);
        }
    }

    @Test
    void offsets_of_similar_keys_spread_over_the_interval() {
        int[] tenths = new int[10];
        for (int i = 0; i < 1000; i++) {
            long at = ScrapeTimes.due("10.0.0." + i + ":15090/stats", 5000, 0, 5000).getFirst();
            tenths[(int) (at / 500)]++;
        }

        assertThat(Arrays.stream(tenths).boxed())
                .allSatisfy(tenth -> assertThat(tenth).isBetween(60, 140));
    }

    @Test
    void an_empty_span_has_no_time() {
        assertThat(ScrapeTimes.due("a", 5000, 100, 100)).isEmpty();
    }

    @Property
    void spans_that_touch_neither_lose_nor_double_a_time(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        String key = "10.0.0." + random.nextInt(256);
        long interval = random.nextLong(1, 60_000);
        long from = random.nextLong(-1_000_000, 1_000_000);
        long to = from + random.nextLong(20 * interval);

        List<Long> inSpans = new ArrayList<>();
        for (long at = from; at < to; ) {
            long next = Math.min(to, at + random.nextLong(2 * interval));
            inSpans.addAll(ScrapeTimes.due(key, interval, at, next));
            at = next;
        }

        assertThat(inSpans)
                .isEqualTo(ScrapeTimes.due(key, interval, from, to))
                .allMatch(at -> at >= from && at < to);
    }
}
