package dev.meshfuse.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Split;
import dev.meshfuse.fuse.GateDecision.Gate;
import dev.meshfuse.fuse.GateDecision.Known;
import dev.meshfuse.testing.Shop;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What Flagger is told, by where a fuse stands. */
class GateDecisionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final FusePhase.Trip TRIP =
            new FusePhase.Trip("e1", "c1", "Canary/shop/cart", "u", NOW, NOW, List.of());
    private static final Split UNRESOLVED = new Split.Unresolved("no pods");

    private static FuseMemory memory(String state) {
        return switch (state) {
            case "armed" -> FuseMemory.NEW;
            case "held" -> FuseMemory.NEW.holding(new FuseHold("d1", "u", List.of(), 0, true));
            case "tripping" -> FuseMemory.NEW.after(new FuseStep.Intend(TRIP));
            case "tripped" -> tripped(TRIP);
            case "verified" -> tripped(TRIP).after(new FuseStep.Silent(NOW));
            case "left alone" ->
                    tripped(TRIP)
                            .after(new FuseStep.Silent(NOW))
                            .after(new FuseStep.WeightBack(NOW, true));
            default -> throw new IllegalArgumentException(state);
        };
    }

    private static FuseMemory tripped(FusePhase.Trip trip) {
        return FuseMemory.NEW.after(new FuseStep.Intend(trip)).after(new FuseStep.Written(NOW));
    }

    private static boolean yes(
            Gate gate, String phase, String state, Split split, @Nullable String blind) {
        return GateDecision.decide(
                        gate, phase, new Known(Mode.Enforce, split, memory(state), blind))
                .yes();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # state,   canary,  rollout, increase, promotion, rollback
                    armed,     same,    true,    true,     true,      false
                    held,      same,    false,   false,    false,     false
                    tripping,  same,    true,    false,    false,     true
                    tripped,   same,    true,    false,    false,     true
                    verified,  same,    true,    false,    false,     true
                    verified,  another, true,    true,     true,      false
                    verified,  unknown, true,    false,    false,     false
                    armed,     unknown, true,    true,     true,      false
                    held,      unknown, false,   false,    false,     false
                    """)
    void a_canary_goes_on_unless_the_fuse_holds_it_or_tripped_on_it(
            String state,
            String canary,
            boolean rollout,
            boolean increase,
            boolean promotion,
            boolean rollback) {
        Split split =
                switch (canary) {
                    case "same" -> Shop.running("c1");
                    case "another" -> Shop.running("c2");
                    default -> UNRESOLVED;
                };

        assertThat(yes(Gate.CONFIRM_ROLLOUT, "Progressing", state, split, null)).isEqualTo(rollout);
        assertThat(yes(Gate.CONFIRM_TRAFFIC_INCREASE, "Progressing", state, split, null))
                .isEqualTo(increase);
        assertThat(yes(Gate.CONFIRM_PROMOTION, "WaitingPromotion", state, split, null))
                .isEqualTo(promotion);
        assertThat(yes(Gate.ROLLBACK, "Progressing", state, split, null)).isEqualTo(rollback);
    }

    @Test
    void a_canary_that_nobody_can_judge_gets_no_more_and_is_not_rolled_back() {
        Split split = Shop.running("c1");

        assertThat(yes(Gate.CONFIRM_TRAFFIC_INCREASE, "", "armed", split, "blind")).isFalse();
        assertThat(yes(Gate.CONFIRM_PROMOTION, "", "armed", split, "blind")).isFalse();
        assertThat(yes(Gate.CONFIRM_ROLLOUT, "", "armed", split, "blind")).isTrue();
        assertThat(yes(Gate.ROLLBACK, "", "armed", split, "blind")).isFalse();
    }

    @Test
    void a_canary_that_people_put_back_against_the_fuse_is_left_to_them() {
        Split split = Shop.running("c1");

        assertThat(yes(Gate.CONFIRM_PROMOTION, "", "left alone", split, null)).isTrue();
        assertThat(yes(Gate.ROLLBACK, "", "left alone", split, null)).isFalse();
    }

    @Test
    void a_trip_of_which_it_is_not_known_what_ran_stops_a_canary_and_reverts_none() {
        FuseMemory tripped =
                tripped(new FusePhase.Trip("e1", "", "Canary/shop/cart", "u", NOW, NOW, List.of()));
        Known known = new Known(Mode.Enforce, Shop.running("c1"), tripped, null);

        assertThat(GateDecision.decide(Gate.CONFIRM_PROMOTION, "", known).yes()).isFalse();
        assertThat(GateDecision.decide(Gate.ROLLBACK, "", known).yes()).isFalse();
    }

    @Test
    void a_canary_that_waits_for_its_rollout_is_not_rolled_back_for_the_one_before() {
        assertThat(yes(Gate.ROLLBACK, "Waiting", "verified", Shop.running("c1"), null)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Gate.class)
    void a_fuse_that_observes_stops_nothing(Gate gate) {
        for (String state : List.of("armed", "held", "tripped")) {
            Known known = new Known(Mode.Observe, Shop.running("c1"), memory(state), "blind");

            assertThat(GateDecision.decide(gate, "Progressing", known).yes())
                    .isEqualTo(gate != Gate.ROLLBACK);
        }
    }

    @ParameterizedTest
    @EnumSource(Gate.class)
    void a_gate_has_the_name_that_flagger_gives_it(Gate gate) {
        assertThat(Gate.of(gate.word())).contains(gate);
        assertThat(Gate.of(gate.name())).isEmpty();
    }
}
