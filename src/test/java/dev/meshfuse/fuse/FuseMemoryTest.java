package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.trip;
import static dev.meshfuse.fuse.Given.tripped;
import static dev.meshfuse.fuse.Given.verified;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FuseMemoryTest {
    private static final Duration COOLDOWN = Duration.ofMinutes(10);

    @Test
    void trips_on_one_canary_are_counted() {
        assertThat(FuseMemory.NEW.tripped(trip("e1", "c1"), NOW).trips()).isEqualTo(1);
        assertThat(tripped(1).tripped(trip("e2", "c1"), NOW).trips()).isEqualTo(2);
        assertThat(verified(2).tripped(trip("e3", "c1"), NOW).trips()).isEqualTo(3);
    }

    @Test
    void another_canary_is_counted_from_one() {
        assertThat(tripped(2).tripped(trip("e2", "c2"), NOW).trips()).isEqualTo(1);
    }

    @Test
    void a_trip_counts_the_same_whether_it_was_made_at_once_or_completed_by_another_replica() {
        assertThat(tripping(tripped(2), "c1").tripped(trip("e3", "c1"), NOW).trips()).isEqualTo(3);
        assertThat(tripping(tripped(2), "c2").tripped(trip("e3", "c2"), NOW).trips()).isEqualTo(1);
        assertThat(tripping(FuseMemory.NEW, "c1").tripped(trip("e3", "c1"), NOW).trips())
                .isEqualTo(1);
    }

    @Test
    void a_trip_is_too_many_only_on_the_canary_it_was_made_on() {
        assertThat(tripped(3).wouldExceed(3, "c1")).isTrue();
        assertThat(tripped(2).wouldExceed(3, "c1")).isFalse();
        assertThat(tripped(3).wouldExceed(3, "c2")).isFalse();
        assertThat(FuseMemory.NEW.wouldExceed(0, "c1")).isFalse();
    }

    @Test
    void a_trip_that_was_begun_and_not_finished_is_no_second_one() {
        FuseMemory begun = tripping(tripped(3), "c1");

        assertThat(begun.wouldExceed(3, "c1")).isFalse();
        assertThat(begun.isCooling(COOLDOWN, "c1", NOW)).isFalse();
    }

    @Test
    void a_canary_cools_until_its_cooldown_ends() {
        assertThat(verified(1).isCooling(COOLDOWN, "c1", NOW.plusSeconds(599))).isTrue();
        assertThat(verified(1).isCooling(COOLDOWN, "c1", NOW.plusSeconds(600))).isFalse();
        assertThat(verified(1).isCooling(COOLDOWN, "c2", NOW)).isFalse();
    }

    @Test
    void an_answer_changes_nothing_but_what_was_said_last() {
        assertThat(tripped(2).answered("SKIPPED e1"))
                .isEqualTo(new FuseMemory(tripped(2).phase(), 2, NOW, "SKIPPED e1"));
    }

    @Test
    void answers_to_several_episodes_are_remembered_beside_each_other() {
        FuseMemory memory = FuseMemory.NEW.answered("SKIPPED e1").answered("PROPOSED e2");

        assertThat(memory.hasGiven("SKIPPED e1")).isTrue();
        assertThat(memory.hasGiven("PROPOSED e2")).isTrue();
        assertThat(memory.hasGiven("SKIPPED e2")).isFalse();
        assertThat(memory.lastAnswer()).isEqualTo("PROPOSED e2");
    }

    @Test
    void the_oldest_answer_is_forgotten_first_and_one_that_is_given_again_is_new() {
        FuseMemory memory = FuseMemory.NEW;
        for (int i = 0; i < FuseMemory.ANSWERS; i++) {
            memory = memory.answered("SKIPPED e" + i);
        }
        memory = memory.answered("SKIPPED e0").answered("SKIPPED another");

        assertThat(memory.answers()).hasSize(FuseMemory.ANSWERS);
        assertThat(memory.hasGiven("SKIPPED e0")).isTrue();
        assertThat(memory.hasGiven("SKIPPED e1")).isFalse();
    }

    @Test
    void phases_are_named_by_one_word() {
        assertThat(FuseMemory.NEW.phase().word()).isEqualTo("Armed");
        assertThat(tripping(FuseMemory.NEW, "c1").phase().word()).isEqualTo("Tripping");
        assertThat(tripped(1).phase().word()).isEqualTo("Tripped");
        assertThat(verified(1).phase().word()).isEqualTo("Verified");
    }

    private static FuseMemory tripping(FuseMemory before, String canary) {
        return before.in(new FusePhase.Tripping(trip("e3", canary)));
    }
}
