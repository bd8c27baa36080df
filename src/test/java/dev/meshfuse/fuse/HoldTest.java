package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.holds;
import static dev.meshfuse.fuse.Given.released;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.testing.Shop;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A canary in doubt gets no more traffic until the doubt is over. */
class HoldTest {
    private static final String DOUBT = "doubt/cart@1";
    private static final String SPENT = "spent/cart@1";

    private final FakeMesh mesh = new FakeMesh();
    private final FuseActor actor = new FuseActor(mesh, mesh, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void a_hold_is_remembered_before_it_is_said_and_changes_no_weight() {
        actor.answer(holds());

        assertThat(mesh.done).containsExactly("remember Armed", "publish HELD", "remember Armed");
        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
        assertThat(mesh.memory.hold())
                .isEqualTo(
                        new FuseHold(
                                DOUBT,
                                "uid-1",
                                List.of(
                                        new WeightChange(
                                                "/spec/http/0/route/0/weight", "cart/v1", 90, 90),
                                        new WeightChange(
                                                "/spec/http/0/route/1/weight", "cart/v2", 10, 10)),
                                0,
                                true));
    }

    @Test
    void a_hold_is_said_once_however_often_its_input_comes() {
        actor.answer(holds());
        actor.answer(holds());
        actor.answer(holds());

        assertThat(said()).containsExactly("HELD " + DOUBT);
    }

    @Test
    void what_somebody_gave_the_canary_meanwhile_is_taken_back_and_said_each_time() {
        actor.answer(holds());
        mesh.target = Given.weights(50, 50);
        actor.answer(holds());
        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
        mesh.target = Given.weights(0, 100);
        actor.answer(holds());

        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
        assertThat(said())
                .containsExactly("HELD " + DOUBT, "HELD " + DOUBT + "/1", "HELD " + DOUBT + "/2");
    }

    @Test
    void somebody_who_insists_is_left_alone_and_it_is_said_once() {
        actor.answer(holds());
        for (int i = 0; i < 5; i++) {
            mesh.target = Given.weights(50, 50);
            actor.answer(holds());
        }

        assertThat(mesh.target).isEqualTo(Given.weights(50, 50));
        assertThat(said()).hasSize(5).last().isEqualTo("SKIPPED " + DOUBT);
    }

    @Test
    void a_share_that_shrinks_is_left_as_it_is() {
        actor.answer(holds());
        mesh.target = Given.weights(99, 1);

        actor.answer(holds());

        assertThat(mesh.target).isEqualTo(Given.weights(99, 1));
        assertThat(said()).containsExactly("HELD " + DOUBT);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true", "2, false", "2, true"})
    void a_crash_at_any_step_loses_no_hold_and_no_news_of_it(int step, boolean afterIt) {
        mesh.crashAt(step, afterIt);
        assertThatThrownBy(() -> actor.answer(holds())).isInstanceOf(FakeMesh.Crashed.class);
        mesh.crash = null;

        actor.answer(holds());

        assertThat(said()).isNotEmpty().containsOnly("HELD " + DOUBT);
        assertThat(mesh.memory.hold()).extracting(FuseHold::announced).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true", "2, false", "2, true"})
    void a_crash_while_releasing_leaves_one_release_after_another_call(int step, boolean afterIt) {
        actor.answer(holds());
        mesh.events.clear();
        mesh.crashAt(step, afterIt);
        assertThatThrownBy(() -> actor.answer(released(DOUBT)))
                .isInstanceOf(FakeMesh.Crashed.class);
        mesh.crash = null;

        actor.answer(released(DOUBT));

        assertThat(said()).isNotEmpty().containsOnly("RELEASED " + DOUBT);
        assertThat(mesh.memory.hold()).isNull();
    }

    @Test
    void a_release_of_another_doubt_is_nothing_to_it() {
        actor.answer(holds());
        actor.answer(released("doubt/cart@0"));

        assertThat(said()).containsExactly("HELD " + DOUBT);
        assertThat(mesh.memory.hold()).isNotNull();
    }

    @Test
    void a_trip_ends_a_hold_and_takes_over_what_it_changed() {
        WeightChange suspended = new WeightChange("/spec/suspend", "suspended", 0, 1);
        mesh.memory =
                FuseMemory.NEW.holding(new FuseHold(DOUBT, "uid-1", List.of(suspended), 0, true));

        actor.answer(Given.burns());
        actor.answer(released(DOUBT));

        assertThat(mesh.memory.hold()).isNull();
        assertThat(((FusePhase.Tripped) mesh.memory.phase()).trip().recorded())
                .hasSize(3)
                .contains(suspended);
        assertThat(said()).containsExactly("TRIPPED e1");
    }

    @Test
    void a_canary_that_is_held_twice_stays_held_until_the_last_reason_ends() {
        actor.answer(holds());
        actor.answer(Given.spent());
        actor.answer(released(DOUBT));
        mesh.target = Given.weights(50, 50);
        actor.answer(Given.spent());

        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
        actor.answer(released(SPENT));
        assertThat(said())
                .containsExactly(
                        "HELD " + DOUBT,
                        "HELD " + SPENT,
                        "RELEASED " + DOUBT,
                        "HELD " + SPENT + "/1",
                        "RELEASED " + SPENT);
        assertThat(mesh.events.get(2).summary())
                .isEqualTo(
                        "It is no worse any more. The canary stays held: something else speaks against it.");
        assertThat(mesh.events.get(2).changes()).isEmpty();
        assertThat(mesh.events.get(4).changes()).isNotEmpty();
        assertThat(mesh.memory.hold()).isNull();
    }

    @Test
    void it_does_not_matter_which_reason_ends_first() {
        actor.answer(holds());
        actor.answer(Given.spent());
        actor.answer(released(SPENT));

        assertThat(mesh.memory.hold())
                .extracting(FuseHold::episode, FuseHold::others)
                .containsExactly(DOUBT, List.of());
        assertThat(said()).last().isEqualTo("RELEASED " + SPENT);
    }

    @Test
    void two_reasons_that_stand_at_once_are_each_said_once() {
        for (int i = 0; i < 5; i++) {
            actor.answer(holds());
            actor.answer(Given.spent());
            actor.answer(Given.budgetBurns(false));
        }

        assertThat(said()).containsExactly("HELD " + DOUBT, "HELD " + SPENT, "HELD budget/b1/cart");
    }

    @Test
    void what_is_taken_back_is_taken_back_to_what_the_first_reason_found() {
        actor.answer(holds());
        mesh.target = Given.weights(50, 50);
        actor.answer(Given.spent());

        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
        actor.answer(released(DOUBT));
        mesh.target = Given.weights(70, 30);
        actor.answer(Given.spent());
        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true", "2, false", "2, true"})
    void a_crash_while_a_reason_joins_loses_neither(int step, boolean afterIt) {
        actor.answer(holds());
        mesh.events.clear();
        mesh.crashAt(step, afterIt);
        assertThatThrownBy(() -> actor.answer(Given.spent())).isInstanceOf(FakeMesh.Crashed.class);
        mesh.crash = null;

        actor.answer(holds());
        actor.answer(Given.spent());

        assertThat(said()).isNotEmpty().containsOnly("HELD " + SPENT);
        assertThat(mesh.memory.hold())
                .satisfies(hold -> {
                    assertThat(hold.isAnnounced(DOUBT)).isTrue();
                    assertThat(hold.isAnnounced(SPENT)).isTrue();
                });
    }

    @Test
    void a_canary_that_was_taken_out_is_not_held() {
        FuseDecision.Observed observed = Given.observed(Given.tripped(1), Given.weights(100, 0));

        assertThat(FuseDecision.decide(holds(), observed, NOW))
                .isEqualTo(new Action.Nothing("the canary is out of traffic already"));
    }

    @Test
    void in_observe_mode_a_hold_is_only_proposed() {
        mesh.mode = Mode.Observe;

        actor.answer(holds());

        assertThat(said()).containsExactly("PROPOSED " + DOUBT);
        assertThat(mesh.memory.hold()).isNull();
    }

    @Test
    void what_is_old_or_speaks_of_another_canary_does_not_hold() {
        assertThat(
                        FuseDecision.decide(
                                holds(),
                                Given.observed(FuseMemory.NEW, Given.weights(90, 10)),
                                NOW.plusSeconds(11)))
                .isEqualTo(new Action.Skip("the evidence is 11 s old"));
        Split another = Shop.running("c2");
        assertThat(
                        FuseDecision.decide(
                                holds(),
                                Given.observed(
                                        Mode.Enforce,
                                        FuseMemory.NEW,
                                        Given.weights(90, 10),
                                        another),
                                NOW))
                .isEqualTo(new Action.Skip("the canary that burnt was replaced by another"));
    }

    private List<String> said() {
        return mesh.events.stream()
                .map((FuseEvent event) -> event.type() + " " + event.episode())
                .toList();
    }
}
