package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both sides of a split in windows that begin and end as those of the budget. */
class TrackCountsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Counts BAD = new Counts(0, 1, 0);
    private static final Counts GOOD = new Counts(1, 0, 0);

    private final TrackCounts tracks = new TrackCounts(Shop.CART, Shop.slo().id(), START);

    @Test
    void a_window_has_what_came_in_it_and_no_more() {
        for (int second = 0; second < 600; second++) {
            tracks.add(BAD, GOOD.plus(GOOD), null, START.plusSeconds(second));
        }

        TrackCounts.Both both = tracks.window(WINDOW, START.plusSeconds(599));

        assertThat(both.canary()).isEqualTo(new Counts(0, 300, 0));
        assertThat(both.stable()).isEqualTo(new Counts(600, 0, 0));
        assertThat(tracks.window(WINDOW, START.plusSeconds(600)).canary().bad())
                .as("a slot that begins takes the place of the oldest")
                .isEqualTo(290);
    }

    @Test
    void the_first_bad_request_is_that_of_the_window() {
        tracks.add(BAD, GOOD, START.plusSeconds(1), START.plusSeconds(2));
        tracks.add(BAD, GOOD, START.plusSeconds(3), START.plusSeconds(4));
        tracks.add(BAD, GOOD, START.plusSeconds(301), START.plusSeconds(302));

        assertThat(tracks.window(WINDOW, START.plusSeconds(299)).firstBadAt())
                .isEqualTo(START.plusSeconds(1));
        assertThat(tracks.window(WINDOW, START.plusSeconds(302)).firstBadAt())
                .isEqualTo(START.plusSeconds(301));
    }

    @Test
    void what_is_older_than_the_longest_window_is_forgotten_and_named() {
        TrackSlot first = tracks.add(BAD, GOOD, null, START);
        TrackSlot second = tracks.add(BAD, GOOD, null, START.plusSeconds(10));

        assertThat(tracks.forget(WINDOW, START.plusSeconds(299))).isEmpty();
        assertThat(tracks.forget(WINDOW, START.plusSeconds(300))).containsExactly(first);
        assertThat(tracks.slots()).containsExactly(second);
    }

    @Test
    void only_slots_of_the_same_canary_are_put_back() {
        TrackSlot own = tracks.add(BAD, GOOD, START, START);
        TrackCounts after = new TrackCounts(Shop.CART, Shop.slo().id(), START);
        TrackCounts another = new TrackCounts(Shop.CART, Shop.slo().id(), START.plusSeconds(1));

        assertThat(List.of(after.restore(own), another.restore(own))).containsExactly(true, false);

        assertThat(after.window(WINDOW, START)).isEqualTo(tracks.window(WINDOW, START));
        assertThat(another.slots()).isEmpty();
    }
}
