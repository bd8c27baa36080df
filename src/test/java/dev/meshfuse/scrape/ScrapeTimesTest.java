package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Property;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ScrapeTimesTest {
    @Test
    void offsets_of_similar_keys_spread_over_the_interval() {
        int[] tenths = new int[10];
        for (int i = 0; i < 1000; i++) {
            long at = ScrapeTimes.next("10.0.0." + i + ":15090/stats", 5000, 0);
            tenths[(int) (at / 500)]++;
        }

        assertThat(Arrays.stream(tenths).boxed())
                .allSatisfy(tenth -> assertThat(tenth).isBetween(60, 140));
    }

    @Property
    void a_target_is_due_once_an_interval_wherever_one_begins_to_look(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        String key = "10.0.0." + random.nextInt(256);
        long interval = random.nextLong(1, 60_000);
        long from = random.nextLong(-1_000_000, 1_000_000);

        long due = ScrapeTimes.next(key, interval, from);

        assertThat(due).isBetween(from, from + interval - 1);
        assertThat(ScrapeTimes.next(key, interval, due)).isEqualTo(due);
        assertThat(ScrapeTimes.next(key, interval, due + 1)).isEqualTo(due + interval);
    }
}
