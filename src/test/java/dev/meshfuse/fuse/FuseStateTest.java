package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.ineffective;
import static dev.meshfuse.fuse.Given.tripped;
import static dev.meshfuse.fuse.Given.verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.testing.Shop;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuseStateTest {
    private static final FuseState ARMED = FuseState.armed(Shop.CART);

    @Test
    void what_a_fuse_did_stands_newest_first_with_the_phase_after_it() {
        FuseState state =
                ARMED.after(event(FuseEvent.Type.SKIPPED, "e1", NOW), new FusePhase.Armed())
                        .after(
                                event(FuseEvent.Type.TRIPPED, "e2", NOW.plusSeconds(9)),
                                tripped(1).phase());

        assertThat(state)
                .isEqualTo(
                        new FuseState(
                                Shop.CART,
                                "Tripped",
                                List.of(
                                        new FuseState.Entry(
                                                NOW.plusSeconds(9),
                                                FuseEvent.Type.TRIPPED,
                                                "e2",
                                                "said"),
                                        new FuseState.Entry(
                                                NOW, FuseEvent.Type.SKIPPED, "e1", "said")),
                                null,
                                NOW,
                                "e1"));
    }

    @Test
    void an_event_that_is_said_again_changes_nothing() {
        FuseState state = ARMED.after(event(FuseEvent.Type.TRIPPED, "e1", NOW), tripped(1).phase());

        assertThat(
                        state.after(
                                event(FuseEvent.Type.TRIPPED, "e1", NOW.plusSeconds(1)),
                                tripped(1).phase()))
                .isEqualTo(state);
    }

    @Test
    void where_the_phase_after_an_event_is_not_known_it_stays() {
        assertThat(ARMED.after(event(FuseEvent.Type.FAILED, "e1", NOW), null).phase())
                .isEqualTo("Armed");
    }

    @Test
    void a_trip_is_unproven_until_it_is_verified_and_its_time_is_kept() {
        FuseState trippedState =
                ARMED.after(event(FuseEvent.Type.TRIPPED, "e1", NOW), tripped(1).phase());
        FuseState failed =
                trippedState.after(event(FuseEvent.Type.FAILED, "e1", NOW), ineffective().phase());
        FuseState proven =
                failed.after(event(FuseEvent.Type.VERIFIED, "e1", NOW), verified(1).phase());

        assertThat(trippedState.unproven()).isEqualTo("e1");
        assertThat(failed.unproven()).isEqualTo("e1");
        assertThat(proven.unproven()).isNull();
        assertThat(proven.lastTripAt()).isEqualTo(NOW);
        assertThat(failed.after(event(FuseEvent.Type.SKIPPED, "e2", NOW), null).unproven())
                .isEqualTo("e1");
    }

    @Test
    void the_last_twenty_are_kept() {
        FuseState state = ARMED;
        for (int i = 1; i <= 25; i++) {
            state = state.after(event(FuseEvent.Type.SKIPPED, "e" + i, NOW), null);
        }

        assertThat(state.history()).hasSize(20);
        assertThat(state.history().getFirst().episode()).isEqualTo("e25");
        assertThat(state.history().getLast().episode()).isEqualTo("e6");
    }

    private static FuseEvent event(FuseEvent.Type type, String episode, Instant at) {
        return new FuseEvent(
                type,
                Shop.CART,
                episode,
                type.sequence(),
                at,
                "said",
                Given.NAME,
                List.of(),
                null,
                null);
    }
}
