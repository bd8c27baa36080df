package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.burns;
import static dev.meshfuse.fuse.Given.contested;
import static dev.meshfuse.fuse.Given.leftAlone;
import static dev.meshfuse.fuse.Given.observed;
import static dev.meshfuse.fuse.Given.quiet;
import static dev.meshfuse.fuse.Given.trip;
import static dev.meshfuse.fuse.Given.tripped;
import static dev.meshfuse.fuse.Given.tripping;
import static dev.meshfuse.fuse.Given.verified;
import static dev.meshfuse.fuse.Given.weights;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.Action.Cause;
import dev.meshfuse.testing.Shop;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuseDecisionTest {
    private static final TargetView LIVE = weights(90, 10);
    private static final TargetView OUT = weights(100, 0);

    @Test
    void a_canary_that_burns_is_taken_out_of_traffic() {
        Action action = decide(burns(), observed(FuseMemory.NEW, LIVE));

        assertThat(action)
                .isEqualTo(
                        new Action.Trip(
                                "Took the canary out of VirtualService/shop/cart: 9 of its last 20 requests were bad, evidence"
                                        + " 16.9 of 14.8 nats that it is above 1.440%, 14.4 times what 99.9% allows.",
                                trip("e1", "c1"), weights(90, 10).withoutCanary()));
    }

    @Test
    void in_observe_mode_it_is_only_said() {
        Action action = decide(burns(), observed(Mode.Observe, FuseMemory.NEW, LIVE, Shop.SPLIT));

        assertThat(action).isInstanceOf(Action.Propose.class);
        assertThat(action.reason()).startsWith("Would take the canary out of");
    }

    @Test
    void a_target_that_cannot_be_acted_on_is_left_alone() {
        TargetView gone =
                new TargetView.Unusable(Given.NAME, "NotFound", "there is no such object");

        assertThat(decide(burns(), observed(FuseMemory.NEW, gone)))
                .isEqualTo(new Action.Skip("there is no such object", Cause.TARGET));
    }

    @Test
    void an_intent_whose_weights_are_in_place_is_completed_however_old_the_input() {
        assertThat(decide(burns(), observed(tripping(), OUT), NOW.plusSeconds(3600)))
                .isEqualTo(
                        new Action.Complete(
                                "The weights of an intent that was written down before are in place.",
                                trip("e1", "c1")));
    }

    @Test
    void an_intent_whose_weights_are_not_in_place_is_carried_out() {
        assertThat(decide(burns(), observed(tripping(), LIVE))).isInstanceOf(Action.Trip.class);
    }

    @Test
    void a_canary_without_weight_is_nothing_to_act_on() {
        assertThat(decide(burns(), observed(FuseMemory.NEW, OUT)))
                .isEqualTo(
                        new Action.Skip(
                                "the canary has no weight in " + Given.NAME, Cause.NO_WEIGHT));
    }

    @Test
    void a_canary_that_was_taken_out_and_still_shows_requests_is_no_news() {
        Action nothing = new Action.Nothing("the canary is out of traffic already");

        assertThat(decide(burns(), observed(tripped(1), OUT))).isEqualTo(nothing);
        assertThat(decide(burns(), observed(verified(1), OUT))).isEqualTo(nothing);
    }

    @ParameterizedTest
    @CsvSource({"10000, false", "10001, true", "11000, true", "-5000, false"})
    void evidence_of_more_than_ten_seconds_ago_is_not_acted_on(long ageMillis, boolean skipped) {
        Action action = decide(burns(), observed(FuseMemory.NEW, LIVE), NOW.plusMillis(ageMillis));

        assertThat(action instanceof Action.Skip).isEqualTo(skipped);
    }

    @Test
    void evidence_that_is_too_old_says_its_age() {
        assertThat(decide(burns(), observed(FuseMemory.NEW, LIVE), NOW.plusSeconds(42)))
                .isEqualTo(new Action.Skip("the evidence is 42 s old", Cause.STALE));
    }

    @Test
    void a_split_that_cannot_be_told_apart_any_more_is_left_alone() {
        Split unresolved = new Split.Unresolved("no pod is behind subset v2");

        assertThat(decide(burns(), observed(Mode.Enforce, FuseMemory.NEW, LIVE, unresolved)))
                .isEqualTo(new Action.Skip("no pod is behind subset v2", Cause.TARGET));
    }

    @Test
    void another_canary_does_not_answer_for_the_one_that_burnt() {
        assertThat(
                        decide(
                                burns(),
                                observed(Mode.Enforce, FuseMemory.NEW, LIVE, Shop.running("c2"))))
                .isEqualTo(
                        new Action.Skip(
                                "the canary that burnt was replaced by another", Cause.REPLACED));
    }

    @Test
    void a_canary_is_not_to_blame_when_stable_burns_as_well() {
        assertThat(decide(burns("e1", "c1", NOW, true), observed(FuseMemory.NEW, LIVE)))
                .isEqualTo(
                        new Action.Skip(
                                "stable burns as well, so the canary is not to blame",
                                Cause.STABLE_BURNS));
    }

    @Test
    void a_canary_that_got_weight_again_is_not_taken_out_within_the_cooldown() {
        Instant beforeItEnds = NOW.plusSeconds(599);

        assertThat(
                        decide(
                                burns("e2", "c1", beforeItEnds, false),
                                observed(contested(1), LIVE),
                                beforeItEnds))
                .isEqualTo(
                        new Action.Skip(
                                "it tripped on this canary less than PT10M ago, its cooldown",
                                Cause.COOLDOWN));
    }

    @Test
    void a_canary_that_got_weight_again_is_taken_out_after_the_cooldown() {
        Instant end = NOW.plusSeconds(600);

        assertThat(decide(burns("e2", "c1", end, false), observed(contested(2), LIVE), end))
                .isInstanceOf(Action.Trip.class);
    }

    @Test
    void a_canary_is_taken_out_only_as_often_as_the_policy_allows() {
        Instant later = NOW.plusSeconds(600);

        assertThat(decide(burns("e4", "c1", later, false), observed(leftAlone(3), LIVE), later))
                .isEqualTo(
                        new Action.Skip(
                                "it has tripped 3 times on this canary, as often as its policy allows",
                                Cause.MAX_TRIPS));
    }

    @Test
    void neither_cooldown_nor_count_of_one_canary_holds_for_the_next() {
        assertThat(
                        decide(
                                burns("e2", "c2", NOW, false),
                                observed(Mode.Enforce, tripped(3), LIVE, Shop.running("c2"))))
                .isInstanceOf(Action.Trip.class);
    }

    @Test
    void when_callers_have_stopped_the_trip_is_verified_with_its_timing() {
        Action action = decide(quiet("e1"), observed(tripped(1), OUT));

        assertThat(action)
                .isEqualTo(
                        new Action.Verify(
                                "No caller sends requests to the canary any more; the last was seen 2.4 s after the weights"
                                        + " were written.",
                                trip("e1", "c1"),
                                new Timing(NOW.minusSeconds(2), NOW, NOW, NOW.plusMillis(2400))));
    }

    @Test
    void the_last_request_may_have_come_before_the_weights() {
        FuseInput quiet =
                new FuseInput.CanaryQuiet(
                        Shop.CART, "e1", NOW.plusSeconds(3), NOW.minusMillis(300));

        assertThat(decide(quiet, observed(tripped(1), OUT)).reason()).contains("seen 0.0 s after");
    }

    @Test
    void a_quiet_canary_that_this_fuse_has_not_taken_out_is_nothing_to_it() {
        Action nothing =
                new Action.Nothing("the canary is quiet, and this fuse has not tripped for it");

        assertThat(decide(quiet("e1"), observed(FuseMemory.NEW, LIVE))).isEqualTo(nothing);
        assertThat(decide(quiet("e2"), observed(tripped(1), OUT))).isEqualTo(nothing);
        assertThat(decide(quiet("e1"), observed(verified(1), OUT))).isEqualTo(nothing);
    }

    @Test
    void traffic_is_never_sent_to_a_stable_side_that_has_no_pod_ready() {
        assertThat(
                        decide(
                                burns(),
                                observed(
                                        Mode.Enforce,
                                        FuseMemory.NEW,
                                        LIVE,
                                        Shop.SPLIT,
                                        new Readiness(2, 0, 2, 2))))
                .isEqualTo(
                        new Action.Skip(
                                "stable has no pod that is ready to take the canary's traffic",
                                Cause.NO_CAPACITY));
    }

    @Test
    void what_is_not_known_of_stable_is_not_taken_as_ready() {
        assertThat(decide(burns(), observed(Mode.Enforce, FuseMemory.NEW, LIVE, Shop.SPLIT, null)))
                .isEqualTo(
                        new Action.Skip(
                                "it is not known whether stable has a pod that is ready",
                                Cause.NO_CAPACITY));
    }

    private static Action decide(FuseInput input, FuseDecision.Observed observed) {
        return decide(input, observed, NOW);
    }

    private static Action decide(FuseInput input, FuseDecision.Observed observed, Instant now) {
        return FuseDecision.decide(input, observed, now);
    }
}
