package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A canary that no pod answers for is told to its fuse, by what pods and callers show. */
class DownCanariesTest extends OfCart {
    private static final Readiness DOWN = new Readiness(2, 2, 1, 0);
    private static final Readiness UP = new Readiness(2, 2, 1, 1);

    private static final Requests NOBODY =
            Requests.toCart().to("unknown", "unknown").code("503").flags("UH");

    private final List<FuseInput> inputs = new ArrayList<>();
    private final Definitions down = defined(DOWN, Shop.SPLIT);

    @Test
    void a_canary_whose_requests_find_nobody_is_told_after_the_grace_with_what_was_seen() {
        failing(down, 15);
        assertThat(inputs).isEmpty();

        failing(down, 1);

        Instant since = START.plusSeconds(1);
        assertThat(inputs)
                .singleElement()
                .isInstanceOfSatisfying(
                        FuseInput.CanaryDown.class,
                        told -> {
                            assertThat(told.episode()).isEqualTo("down/cart@" + since);
                            assertThat(told.canaryIdentity()).isEqualTo("c1");
                            assertThat(told.evidence().since()).isEqualTo(since);
                            assertThat(told.evidence().unanswered()).isEqualTo(160);
                            assertThat(told.evidence().reason())
                                    .isEqualTo(
                                            "None of the canary's 1 pods has been ready for 15 s, and 2 of stable are; 160"
                                                    + " requests to the service found no endpoint.");
                        });
    }

    @Test
    void while_requests_fail_it_is_told_again_every_five_seconds() {
        failing(down, 31);

        assertThat(inputs)
                .extracting(FuseInput::at)
                .containsExactly(
                        START.plusSeconds(16),
                        START.plusSeconds(21),
                        START.plusSeconds(26),
                        START.plusSeconds(31));
    }

    @Test
    void a_canary_that_only_restarts_is_not_told() {
        failing(down, 14);
        failing(defined(UP, Shop.SPLIT), 1);
        failing(down, 14);

        assertThat(inputs).isEmpty();
    }

    @Test
    void a_canary_that_still_answers_is_not_down_whatever_the_pods_show() {
        for (int second = 0; second < 90; second++) {
            take(Requests.toCart(), 90);
            take(Requests.toCanary(), 1);
            close(down);
        }

        assertThat(inputs).isEmpty();
    }

    @Test
    void a_proxys_answer_in_the_canarys_place_is_no_answer() {
        for (int second = 0; second < 16; second++) {
            take(Requests.toCart(), 90);
            take(NOBODY, 10);
            take(Requests.toCanary().code("503").flags("UF"), 1);
            close(down);
        }

        assertThat(inputs).hasAtLeastOneElementOfType(FuseInput.CanaryDown.class);
    }

    @Test
    void without_failures_there_is_no_hurry_but_it_is_told() {
        quietSeconds(down, 60);
        assertThat(inputs).isEmpty();

        quietSeconds(down, 1);

        assertThat(inputs)
                .singleElement()
                .isInstanceOfSatisfying(
                        FuseInput.CanaryDown.class,
                        told ->
                                assertThat(told.evidence().reason())
                                        .endsWith("no answer of the canary was seen."));
    }

    @Test
    void without_a_reading_nobody_can_say_that_no_answer_was_seen() {
        for (int second = 0; second < 200; second++) {
            close(down);
        }

        assertThat(inputs).isEmpty();
    }

    @Test
    void where_stable_is_down_too_or_pods_are_not_known_nothing_is_told() {
        failing(defined(new Readiness(2, 0, 1, 0), Shop.SPLIT), 70);
        failing(defined(null, Shop.SPLIT), 70);

        assertThat(inputs).isEmpty();
    }

    @Test
    void a_canary_that_never_had_a_pod_is_told_as_one_that_runs_nothing() {
        failing(
                defined(
                        new Readiness(2, 2, 0, 0),
                        new Split.Unresolved("the canary cart/v2 has no pods")),
                16);

        assertThat(inputs)
                .singleElement()
                .isInstanceOfSatisfying(
                        FuseInput.CanaryDown.class,
                        told -> assertThat(told.canaryIdentity()).isEqualTo("none"));
    }

    @Test
    void that_requests_fail_no_more_is_told_once_with_when_the_last_one_did() {
        failing(down, 16);
        quietSeconds(down, 30);

        assertThat(inputs).filteredOn(FuseInput.CanaryQuiet.class::isInstance).hasSize(1);
        assertThat(inputs.getLast())
                .isInstanceOfSatisfying(
                        FuseInput.CanaryQuiet.class,
                        quiet -> {
                            assertThat(quiet.episode()).isEqualTo(inputs.getFirst().episode());
                            assertThat(quiet.lastRequestAt()).isEqualTo(START.plusSeconds(15));
                        });
    }

    @Test
    void another_canary_that_is_down_has_a_grace_of_its_own() {
        failing(down, 14);
        failing(defined(DOWN, Shop.running("c2")), 14);

        assertThat(inputs).isEmpty();
    }

    private void failing(Definitions definitions, int seconds) {
        for (int second = 0; second < seconds; second++) {
            take(Requests.toCart(), 90);
            take(NOBODY, 10);
            close(definitions);
        }
    }

    private void quietSeconds(Definitions definitions, int seconds) {
        for (int second = 0; second < seconds; second++) {
            take(Requests.toCart(), 90);
            close(definitions);
        }
    }

    private void close(Definitions definitions) {
        inputs(closeBlock(definitions)).stream()
                .filter(input ->
                        input instanceof FuseInput.CanaryDown
                                || input instanceof FuseInput.CanaryQuiet)
                .forEach(inputs::add);
    }

    static Definitions defined(@Nullable Readiness readiness, Split split) {
        Fuse fuse = Shop.fuse();
        return new Definitions(
                Map.of(Shop.slo().id(), Shop.slo()),
                Map.of(fuse.id(), new ResolvedFuse(fuse, Shop.CART, split, readiness)),
                List.of());
    }
}
