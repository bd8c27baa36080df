package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.fuse.kubernetes.KubernetesEvents.Outcome;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What fuses did, as the API server's users see it. */
class KubernetesEventsTest extends OnCluster {
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final KubernetesEvents told =
            new KubernetesEvents(
                    account, MAPPER, "meshfuse-0", Duration.ofMillis(10), outcomes::add);

    @AfterEach
    void stopTelling() {
        told.close();
    }

    private static FuseEvent event(
            FuseEvent.Type type, String episode, String summary, @Nullable String target) {
        return new FuseEvent(
                type,
                Shop.CART,
                episode,
                type.sequence(),
                NOW,
                summary,
                target,
                List.of(new WeightChange("/w", "cart/v2", 10, 0)),
                null,
                null);
    }

    private static FuseEvent trip(String episode) {
        return event(FuseEvent.Type.TRIPPED, episode, "The canary burns.", NAME);
    }

    private JsonNode tell(FuseEvent event) {
        told.tell(event);
        awaitOutcomes(Outcome.WRITTEN);
        return MAPPER.valueToTree(written().getFirst());
    }

    private List<?> written() {
        return client.events().v1().events().inNamespace("shop").list().getItems();
    }

    private void awaitOutcomes(Outcome... expected) {
        await().untilAsserted(() -> assertThat(outcomes).containsExactly(expected));
    }

    private static boolean isEvent(Request request) {
        return request.is("POST", "/apis/events.k8s.io/v1/namespaces/shop/events");
    }

    private long attempts() {
        return kubernetes.requests().stream().filter(KubernetesEventsTest::isEvent).count();
    }

    private String uid(String apiVersion, String kind) {
        return object(apiVersion, kind).get().getMetadata().getUid();
    }

    @Test
    void a_trip_is_told_of_the_target_with_the_fuse_beside_it() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);

        JsonNode event = tell(trip("e1"));

        assertThat(event.path("type").asText()).isEqualTo("Warning");
        assertThat(event.path("reason").asText()).isEqualTo("FuseTripped");
        assertThat(event.path("action").asText()).isEqualTo("Trip");
        assertThat(event.path("note").asText()).isEqualTo("The canary burns. (cart/v2 10 -> 0)");
        assertThat(event.path("eventTime").asText()).isEqualTo("2026-03-01T10:00:00.000000Z");
        assertThat(event.path("reportingController").asText()).isEqualTo("meshfuse.dev/meshfuse");
        assertThat(event.path("reportingInstance").asText()).isEqualTo("meshfuse-0");
        assertThat(event.at("/regarding/kind").asText()).isEqualTo("VirtualService");
        assertThat(event.at("/regarding/apiVersion").asText()).isEqualTo("networking.istio.io/v1");
        assertThat(event.at("/regarding/name").asText()).isEqualTo("cart");
        assertThat(event.at("/regarding/uid").asText())
                .isEqualTo(uid("networking.istio.io/v1", "VirtualService"));
        assertThat(event.at("/related/kind").asText()).isEqualTo("Fuse");
        assertThat(event.at("/related/uid").asText())
                .isEqualTo(uid("meshfuse.dev/v1alpha1", "Fuse"));
    }

    @ParameterizedTest
    @EnumSource(FuseEvent.Type.class)
    void every_type_of_event_is_told(FuseEvent.Type type) {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);

        JsonNode event = tell(event(type, "e1", "It happened.", NAME));

        assertThat(event.path("reason").asText().toUpperCase(Locale.ROOT))
                .isEqualTo("FUSE" + type.name());
        assertThat(event.path("action").asText()).isNotEmpty();
        assertThat(event.path("type").asText()).isIn("Normal", "Warning");
    }

    @ParameterizedTest
    @CsvSource({
        "TRIPPED, Warning",
        "HELD, Warning",
        "FAILED, Warning",
        "VERIFIED, Normal",
        "RELEASED, Normal",
        "SKIPPED, Normal"
    })
    void what_somebody_should_look_at_is_a_warning(FuseEvent.Type type, String expected) {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);

        assertThat(tell(event(type, "e1", "x", NAME)).path("type").asText()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VirtualService/shop/other", "Deployment/shop/cart", "cart", "none"})
    void without_its_target_an_event_is_told_of_the_fuse(String target) {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);

        JsonNode event =
                tell(
                        event(
                                FuseEvent.Type.SKIPPED,
                                "e1",
                                "x",
                                target.equals("none") ? null : target));

        assertThat(event.at("/regarding/kind").asText()).isEqualTo("Fuse");
        assertThat(event.at("/regarding/uid").asText())
                .isEqualTo(uid("meshfuse.dev/v1alpha1", "Fuse"));
        assertThat(event.path("related").isMissingNode() || event.path("related").isNull())
                .isTrue();
    }

    @Test
    void an_event_that_is_told_again_is_there_once() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);

        told.tell(trip("e1"));
        told.tell(trip("e1"));
        told.tell(trip("e2"));

        awaitOutcomes(Outcome.WRITTEN, Outcome.WRITTEN, Outcome.WRITTEN);
        assertThat(written()).hasSize(2);
    }

    @Test
    void a_note_has_no_more_bytes_than_the_api_server_takes() {
        kubernetes.create(CartCluster.FUSE);

        String note =
                tell(event(FuseEvent.Type.SKIPPED, "e1", "ä".repeat(2000), null))
                        .path("note")
                        .asText();

        assertThat(note.getBytes(StandardCharsets.UTF_8).length).isBetween(1020, 1024);
        assertThat(note).startsWith("ää").endsWith("ä…");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void an_event_that_is_not_taken_for_the_moment_is_tried_again(int code) {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(2, KubernetesEventsTest::isEvent, Fault.status(code));

        tell(trip("e1"));

        assertThat(attempts()).isEqualTo(3);
    }

    @Test
    void an_event_that_is_never_taken_is_given_up_and_counted() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().always(KubernetesEventsTest::isEvent, Fault.status(500));

        told.tell(trip("e1"));

        awaitOutcomes(Outcome.FAILED);
        assertThat(attempts()).isEqualTo(3);
    }

    @Test
    void an_event_that_is_refused_is_not_tried_again_and_the_next_is_told() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(1, KubernetesEventsTest::isEvent, Fault.status(403));

        told.tell(trip("e1"));
        told.tell(trip("e2"));

        awaitOutcomes(Outcome.FAILED, Outcome.WRITTEN);
        assertThat(attempts()).isEqualTo(2);
    }

    @Test
    void a_target_that_must_not_be_read_leaves_the_event_to_the_fuse() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes
                .faults()
                .always(request -> request.is("GET", "/virtualservices/cart"), Fault.status(403));

        assertThat(tell(trip("e1")).at("/regarding/kind").asText()).isEqualTo("Fuse");
    }

    @Test
    void whoever_tells_does_not_wait_and_too_many_are_dropped() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes
                .faults()
                .next(1, KubernetesEventsTest::isEvent, Fault.delay(Duration.ofSeconds(3)));
        int more = 10;

        for (int i = 0; i < KubernetesEvents.MOST_WAITING + more; i++) {
            told.tell(trip("e" + i));
        }

        // The first is still on its way: all were told while it was.
        assertThat(outcomes).hasSize(more).containsOnly(Outcome.DROPPED);
        told.close();
        told.tell(trip("late"));
        assertThat(outcomes).endsWith(Outcome.DROPPED);
    }
}
