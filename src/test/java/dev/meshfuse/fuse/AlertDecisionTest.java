package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.weights;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Fuse.Trigger;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.fuse.Action.Cause;
import dev.meshfuse.testing.Shop;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a fuse does about an alert that fires. */
class AlertDecisionTest {
    private static final TargetView LIVE = weights(90, 10);
    private static final TargetView OUT = weights(100, 0);

    private final FakeMesh mesh = new FakeMesh();
    private final FuseActor actor = new FuseActor(mesh, mesh, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void a_canary_that_explains_the_errors_is_taken_out_of_traffic() {
        Action action =
                decide(Given.alertFires(true), observed(Trigger.Alerts, FuseMemory.NEW, LIVE));

        assertThat(action)
                .isEqualTo(
                        new Action.Trip(
                                "Took the canary out of VirtualService/shop/cart: the alert CartFails fires, and 98%"
                                        + " of the excess errors of shop/cart-availability are the canary's: 290 of its"
                                        + " 300 requests were bad, and 2 of stable's 2700.",
                                Given.trip("alert/f1@1/cart", "c1"),
                                weights(90, 10).withoutCanary()));
    }

    @Test
    void a_canary_that_does_not_explain_them_is_held_until_the_alert_is_over() {
        FuseDecision.Observed observed = observed(Trigger.Alerts, FuseMemory.NEW, LIVE);
        Action action = decide(Given.alertFires(false), observed);
        assertThat(action).isInstanceOf(Action.Hold.class);
        assertThat(action.reason()).isEqualTo("It is told why.");
        FuseMemory held = FuseMemory.NEW.holding(((Action.Hold) action).hold());

        Action released =
                decide(
                        new FuseInput.CanaryReleased(
                                Shop.CART, "alert/f1@1/cart", NOW, "It is over."),
                        observed(Trigger.Alerts, held, LIVE));

        assertThat(released).isInstanceOf(Action.Release.class);
        assertThat(released.reason()).isEqualTo("It is over.");
    }

    @Test
    void what_is_old_or_speaks_of_another_canary_does_nothing() {
        for (FuseInput input : List.of(Given.alertFires(true), Given.alertFires(false))) {
            FuseDecision.Observed now = observed(Trigger.Alerts, FuseMemory.NEW, LIVE);
            assertThat(FuseDecision.decide(input, now, NOW.plusSeconds(11)))
                    .isEqualTo(new Action.Skip("the evidence is 11 s old", Cause.STALE));
            assertThat(
                            decide(
                                    input,
                                    new FuseDecision.Observed(
                                            fuse(Trigger.Alerts, Shop.running("c2")),
                                            Mode.Enforce,
                                            FuseMemory.NEW,
                                            LIVE)))
                    .isEqualTo(
                            new Action.Skip(
                                    "the canary that burnt was replaced by another",
                                    Cause.REPLACED));
            assertThat(decide(input, observed(Trigger.Alerts, Given.tripped(1), OUT)))
                    .isEqualTo(new Action.Nothing("the canary is out of traffic already"));
        }
    }

    @Test
    void a_fuse_without_the_trigger_does_nothing_about_it() {
        for (Trigger other : List.of(Trigger.Evidence, Trigger.Budget)) {
            assertThat(decide(Given.alertFires(true), observed(other, FuseMemory.NEW, LIVE)))
                    .isEqualTo(new Action.Skip("the fuse does not have the trigger Alerts"));
        }
    }

    @Test
    void the_event_has_the_alert_and_is_as_json_what_it_was() throws Exception {
        actor.answer(Given.alertFires(true));

        FuseEvent event = mesh.events.getFirst();
        assertThat(event.type()).isEqualTo(FuseEvent.Type.TRIPPED);
        assertThat(event.alert()).isEqualTo(Given.alertFires(true).alert());
        assertThat(event.burn()).isNull();
        String json =
                JsonShapes.newMapper()
                        .writerFor(FuseInput.class)
                        .writeValueAsString(Given.alertFires(true));
        assertThat(JsonShapes.newMapper().readValue(json, FuseInput.class))
                .isEqualTo(Given.alertFires(true));
    }

    private static FuseDecision.Observed observed(
            Trigger trigger, FuseMemory memory, TargetView target) {
        return new FuseDecision.Observed(fuse(trigger, Shop.SPLIT), Mode.Enforce, memory, target);
    }

    private static ResolvedFuse fuse(Trigger trigger, Split split) {
        return new ResolvedFuse(Shop.fuse(1, Set.of(trigger)), Shop.CART, split, Given.READY);
    }

    private static Action decide(FuseInput input, FuseDecision.Observed observed) {
        return FuseDecision.decide(input, observed, NOW);
    }
}
