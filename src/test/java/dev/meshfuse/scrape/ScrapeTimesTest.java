package dev.meshfuse.scrape;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Property;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
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

    @Test
    void targets_are_read_together_in_as_many_places_as_the_interval_has_tenths_of_a_second() {
        Map<Long, Long> places =
                IntStream.range(0, 1000)
                        .mapToObj(i -> ScrapeTimes.next("10.0.0." + i + ":15090/stats", 1000, 0))
                        .collect(groupingBy(identity(), counting()));

        assertThat(places)
                .containsOnlyKeys(0L, 100L, 200L, 300L, 400L, 500L, 600L, 700L, 800L, 900L);
        assertThat(places.values()).allSatisfy(many -> assertThat(many).isBetween(60L, 140L));
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
