package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.observed;
import static dev.meshfuse.fuse.Given.weights;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Fuse.Trigger;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.Action.Cause;
import dev.meshfuse.testing.Shop;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a fuse does about a budget that burns, or is used up. */
class BudgetDecisionTest {
    private static final TargetView LIVE = weights(90, 10);
    private static final TargetView OUT = weights(100, 0);

    private final FakeMesh mesh = new FakeMesh();
    private final FuseActor actor = new FuseActor(mesh, mesh, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void a_canary_that_explains_the_breach_is_taken_out_of_traffic() {
        Action action = decide(Given.budgetBurns(true), observed(FuseMemory.NEW, LIVE), NOW);

        assertThat(action)
                .isEqualTo(
                        new Action.Trip(
                                "Took the canary out of VirtualService/shop/cart: the budget of shop/cart-availability"
                                        + " burns (page-1h), and 98% of the excess errors are the canary's: 290 of its"
                                        + " 300 requests were bad, and 2 of stable's 2700.",
                                Given.trip("budget/b1/cart", "c1"),
                                weights(90, 10).withoutCanary()));
    }

    @Test
    void a_canary_that_does_not_explain_it_is_held() {
        Action action = decide(Given.budgetBurns(false), observed(FuseMemory.NEW, LIVE), NOW);

        assertThat(action).isInstanceOf(Action.Hold.class);
        assertThat(action.reason()).isEqualTo("It is told why.");
    }

    @Test
    void a_used_up_budget_holds_the_canary() {
        Action action = decide(Given.spent(), observed(FuseMemory.NEW, LIVE), NOW);

        assertThat(action).isInstanceOf(Action.Hold.class);
        assertThat(action.reason()).isEqualTo("Nothing is left.");
    }

    @Test
    void what_is_old_or_speaks_of_another_canary_does_nothing() {
        for (FuseInput input :
                List.of(Given.budgetBurns(true), Given.budgetBurns(false), Given.spent())) {
            assertThat(decide(input, observed(FuseMemory.NEW, LIVE), NOW.plusSeconds(11)))
                    .isEqualTo(new Action.Skip("the evidence is 11 s old", Cause.STALE));
            assertThat(
                            decide(
                                    input,
                                    observed(
                                            Mode.Enforce, FuseMemory.NEW, LIVE, Shop.running("c2")),
                                    NOW))
                    .isEqualTo(
                            new Action.Skip(
                                    "the canary that burnt was replaced by another",
                                    Cause.REPLACED));
        }
    }

    @Test
    void a_canary_that_was_taken_out_already_is_left_there() {
        for (FuseInput input :
                List.of(Given.budgetBurns(true), Given.budgetBurns(false), Given.spent())) {
            assertThat(decide(input, observed(Given.tripped(1), OUT), NOW))
                    .isEqualTo(new Action.Nothing("the canary is out of traffic already"));
        }
    }

    @Test
    void the_policy_of_trips_holds_for_budgets_too() {
        assertThat(
                        decide(Given.budgetBurns(true), observed(Given.contested(1), LIVE), NOW)
                                .reason())
                .contains("its cooldown");
        assertThat(
                        decide(Given.budgetBurns(true), observed(Given.leftAlone(3), LIVE), NOW)
                                .reason())
                .contains("as often as its policy allows");
    }

    @ParameterizedTest
    @CsvSource({
        "Evidence, Trip, Hold, Skip, Skip, Skip",
        "Budget, Skip, Skip, Trip, Hold, Hold",
        "Alerts, Skip, Skip, Skip, Skip, Skip"
    })
    void only_what_is_among_the_triggers_acts(
            Trigger trigger,
            String burns,
            String holds,
            String explained,
            String unexplained,
            String spent) {
        ResolvedFuse fuse =
                new ResolvedFuse(Shop.fuse(1, Set.of(trigger)), Shop.CART, Shop.SPLIT, Given.READY);
        FuseDecision.Observed observed =
                new FuseDecision.Observed(fuse, Mode.Enforce, FuseMemory.NEW, LIVE);

        assertThat(
                        List.of(
                                        Given.burns(),
                                        Given.holds(),
                                        Given.budgetBurns(true),
                                        Given.budgetBurns(false),
                                        Given.spent())
                                .stream()
                                .map(input -> decide(input, observed, NOW))
                                .map(action -> action.getClass().getSimpleName()))
                .containsExactly(burns, holds, explained, unexplained, spent);
    }

    @Test
    void what_ends_a_hold_does_so_whatever_the_triggers_are_by_then() {
        ResolvedFuse fuse =
                new ResolvedFuse(Shop.fuse(1, Set.of(Trigger.Alerts)), Shop.CART, Shop.SPLIT);
        FuseMemory held =
                FuseMemory.NEW.holding(new FuseHold("budget/b1/cart", "uid-1", List.of(), 0, true));

        Action action =
                decide(
                        Given.released("budget/b1/cart"),
                        new FuseDecision.Observed(
                                fuse, Mode.Enforce, held, new TargetView.Unusable("", "", "")),
                        NOW);

        assertThat(action).isInstanceOf(Action.Release.class);
    }

    @Test
    void the_events_have_what_they_rest_on() {
        actor.answer(Given.spent());
        actor.answer(Given.budgetBurns(false));
        actor.answer(Given.budgetBurns(true));

        assertThat(mesh.events)
                .extracting(FuseEvent::type)
                .containsExactly(FuseEvent.Type.HELD, FuseEvent.Type.HELD, FuseEvent.Type.TRIPPED);
        assertThat(mesh.events.get(0).budget()).isEqualTo(Given.spent().budget());
        assertThat(mesh.events.get(1).burn()).isEqualTo(Given.budgetBurns(false).attribution());
        assertThat(mesh.events.get(2).burn()).isEqualTo(Given.budgetBurns(true).attribution());
        assertThat(mesh.events).allMatch(event -> event.evidence() == null);
        assertThat(mesh.memory.hold()).isNull();
    }

    @Test
    void a_trip_for_a_budget_is_verified_when_its_canary_is_quiet() {
        actor.answer(Given.budgetBurns(true));
        actor.answer(Given.quiet("budget/b1/cart"));

        assertThat(mesh.memory.phase()).isInstanceOf(FusePhase.Verified.class);
    }

    @Test
    void in_observe_mode_it_is_only_proposed_and_once_for_each_reason() {
        mesh.mode = Mode.Observe;
        for (int i = 0; i < 3; i++) {
            actor.answer(Given.holds());
            actor.answer(Given.budgetBurns(false));
            actor.answer(Given.spent());
        }

        assertThat(mesh.events)
                .hasSize(3)
                .allMatch(event -> event.type() == FuseEvent.Type.PROPOSED);
        assertThat(mesh.done).doesNotContain("shift");
    }

    @Test
    void a_fuse_that_observes_by_now_does_not_go_on_with_a_hold_it_began() {
        actor.answer(Given.spent());
        mesh.mode = Mode.Observe;
        mesh.target = weights(50, 50);

        actor.answer(Given.spent());

        assertThat(mesh.target).isEqualTo(weights(50, 50));
        assertThat(mesh.done).doesNotContain("shift");
    }

    private static Action decide(FuseInput input, FuseDecision.Observed observed, Instant now) {
        return FuseDecision.decide(input, observed, now);
    }
}
