package dev.meshfuse.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.sli.Counts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatheringTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void ticks_end_with_the_flush_or_a_block_after_it_wherever_it_falls_at_first(int flush) {
        List<Integer> ends = ends(block -> block % 5 == flush % 5, 5, 60);

        assertThat(ends.subList(1, ends.size()))
                .allMatch(end -> Math.floorMod(end - flush, 5) <= 1);
    }

    @Test
    void a_tick_takes_in_at_most_one_more_flush() {
        assertThat(ends(block -> block % 5 == 2, 5, 30)).containsExactly(7, 12, 17, 22, 27);
    }

    @Test
    void flushes_in_every_block_make_no_tick_longer() {
        assertThat(ends(block -> true, 5, 20)).containsExactly(5, 10, 15, 20);
    }

    @Test
    void without_any_requests_a_tick_ends_all_the_same() {
        assertThat(ends(block -> false, 5, 20)).containsExactly(9, 18);
    }

    @Test
    void a_tick_of_one_block_ends_with_it() {
        assertThat(ends(block -> false, 1, 3)).containsExactly(1, 2, 3);
    }

    /** The blocks that end a tick, counted from 1. */
    private static List<Integer> ends(IntPredicate shows, int tickBlocks, int blocks) {
        List<Integer> ends = new ArrayList<>();
        List<Block> latest = new ArrayList<>();
        OpenBlock gathering = OpenBlock.EMPTY;
        for (int block = 1; block <= blocks; block++) {
            long requests = shows.test(block) ? 10 : 0;
            latest.add(
                    new Block(
                            START.plusSeconds(block),
                            Counts.NONE,
                            new Counts(requests, 0, 0),
                            Counts.NONE,
                            true,
                            null,
                            null));
            gathering = gathering.plus(Tick.of(Shown.NOTHING, new Shown(requests, 0)));
            if (Gathering.ends(gathering, tickBlocks, latest)) {
                ends.add(block);
                gathering = OpenBlock.EMPTY;
            }
        }
        return ends;
    }
}
