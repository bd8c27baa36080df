package dev.meshfuse.scrape.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {
    private static final List<String> TARGETS =
            IntStream.range(0, 1000)
                    .mapToObj(i -> "10.0.%d.%d:15090/stats/prometheus".formatted(i / 250, i % 250))
                    .toList();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 12})
    void every_target_is_in_one_shard(int shards) {
        List<Assignment> all =
                IntStream.range(0, shards)
                        .mapToObj(shard -> new Assignment(shards, Set.of(shard)))
                        .toList();

        assertThat(TARGETS)
                .allSatisfy(target ->
                        assertThat(all.stream().filter(one -> one.has(target))).hasSize(1));
    }

    @Test
    void targets_with_similar_names_are_spread_over_the_shards() {
        for (int shard = 0; shard < 12; shard++) {
            Assignment one = new Assignment(12, Set.of(shard));

            assertThat(TARGETS.stream().filter(one::has).count()).isBetween(50L, 120L);
        }
    }

    @Test
    void without_a_shard_no_target_is_in() {
        assertThat(TARGETS).noneMatch(Assignment.none(12)::has);
    }

    @Test
    void what_is_revoked_is_gone_and_the_rest_stays() {
        assertThat(new Assignment(4, Set.of(0, 1, 2)).without(List.of(1, 3)))
                .isEqualTo(new Assignment(4, Set.of(0, 2)));
    }
}
