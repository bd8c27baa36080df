package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a trip would be taken is known before one is needed. */
class RehearsalTest extends OnCluster {
    private Instant now = NOW;

    @BeforeEach
    void create() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
    }

    @Test
    void a_trip_is_rehearsed_and_nothing_changes() {
        String before = version();

        try (TargetReporter reporter = reporter(Mode.Enforce)) {
            reporter.look();
        }

        assertThat(rehearsed().path("status").asText()).isEqualTo("True");
        assertThat(rehearsed().path("reason").asText()).isEqualTo("Passed");
        assertThat(version()).isEqualTo(before);
        assertThat(weights()).containsExactly(90, 10);
        assertThat(shifts()).singleElement().matches(Request::isDryRun);
    }

    @Test
    void while_the_canary_has_no_weight_what_is_there_is_written_again() {
        kubernetes.apply(VIRTUAL_SERVICE.replace("90", "100").replace("weight: 10}", "weight: 0}"));
        String before = version();

        try (TargetReporter reporter = reporter(Mode.Enforce)) {
            reporter.look();
        }

        assertThat(rehearsed().path("status").asText()).isEqualTo("True");
        assertThat(version()).isEqualTo(before);
        assertThat(shifts()).singleElement().matches(Request::isDryRun);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/virtualservices/cart", "/fuses/cart/status"})
    void a_webhook_that_would_refuse_it_is_named_until_it_does_no_more(String path) {
        kubernetes
                .faults()
                .always(
                        request -> request.is("PATCH", path) && request.isDryRun(),
                        Fault.denied("no weights on Mondays"));
        try (TargetReporter reporter = reporter(Mode.Enforce)) {
            reporter.look();
            assertThat(rehearsed().path("status").asText()).isEqualTo("False");
            assertThat(rehearsed().path("message").asText())
                    .contains("guard.example.com", "no weights on Mondays");

            kubernetes.faults().clear();
            now = now.plus(Duration.ofMinutes(4));
            reporter.look();
            assertThat(rehearsed().path("status").asText()).isEqualTo("False");
            now = now.plus(Duration.ofMinutes(1));
            reporter.look();
        }

        assertThat(rehearsed().path("status").asText()).isEqualTo("True");
    }

    @Test
    void it_is_repeated_every_hour_and_when_the_target_has_changed() {
        try (TargetReporter reporter = reporter(Mode.Enforce)) {
            reporter.look();
            now = now.plus(Duration.ofMinutes(59));
            reporter.look();
            assertThat(shifts()).hasSize(1);

            now = now.plus(Duration.ofMinutes(1));
            reporter.look();
            assertThat(shifts()).hasSize(2);

            kubernetes.apply(
                    VIRTUAL_SERVICE.replace("90", "80").replace("weight: 10}", "weight: 20}"));
            reporter.look();
        }

        assertThat(shifts()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 422, 500, 503})
    void what_may_be_over_at_once_is_no_refusal_unless_it_goes_on(int code) {
        kubernetes.faults().next(2, OnCluster::isShift, Fault.status(code));
        try (TargetReporter reporter = reporter(Mode.Enforce)) {
            reporter.look();
            reporter.look();
            assertThat(rehearsed().isMissingNode()).isTrue();
            reporter.look();
            assertThat(rehearsed().path("status").asText()).isEqualTo("True");

            kubernetes.faults().next(3, OnCluster::isShift, Fault.status(code));
            now = now.plus(Duration.ofHours(1));
            reporter.look();
            reporter.look();
            assertThat(rehearsed().path("status").asText()).isEqualTo("True");
            reporter.look();
        }

        assertThat(rehearsed().path("status").asText()).isEqualTo("False");
    }

    @Test
    void a_webhook_that_cannot_be_rehearsed_is_no_refusal() {
        kubernetes
                .faults()
                .next(
                        1,
                        OnCluster::isShift,
                        new Fault.Status(
                                400,
                                Duration.ZERO,
                                "admission webhook \"guard.example.com\" does not support dry run"));
        try (TargetReporter reporter = reporter(Mode.Enforce)) {
            reporter.look();
        }

        assertThat(rehearsed().path("status").asText()).isEqualTo("Unknown");
        assertThat(rehearsed().path("reason").asText()).isEqualTo("NoDryRun");
    }

    @Test
    void who_only_observes_rehearses_nothing() {
        try (TargetReporter reporter = reporter(Mode.Observe)) {
            reporter.look();
        }

        assertThat(rehearsed().path("reason").asText()).isEqualTo("OnlyObserves");
        assertThat(shifts()).isEmpty();
    }

    @Test
    void without_a_target_there_is_nothing_to_rehearse_on() {
        object("networking.istio.io/v1", "VirtualService").delete();
        try (TargetReporter reporter = reporter(Mode.Enforce)) {
            reporter.look();
        }

        assertThat(rehearsed().path("reason").asText()).isEqualTo("TargetNotReady");
    }

    private TargetReporter reporter(Mode upperBound) {
        Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        return new TargetReporter(
                account,
                () -> Shop.defined(Shop.fuse(), Shop.SPLIT),
                upperBound,
                new Rights(account, clock),
                MAPPER,
                clock,
                fuse -> {});
    }

    private String version() {
        return object("networking.istio.io/v1", "VirtualService")
                .get()
                .getMetadata()
                .getResourceVersion();
    }

    private JsonNode rehearsed() {
        JsonNode fuse = MAPPER.valueToTree(object("meshfuse.dev/v1alpha1", "Fuse").get());
        for (JsonNode condition : fuse.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Rehearsed")) {
                return condition;
            }
        }
        return fuse.at("/nothing");
    }
}
