package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.Request;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The running program answers inputs while the API server makes trouble. Nobody is in the shop. */
@QuarkusTest
@QuarkusTestResource(value = ShopResource.class, restrictToAnnotatedClass = true)
class FuseInputsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();
    private static final ResourceId CART = new ResourceId("Kubernetes", "shop", "cart");

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @Inject
    Definitions.Source definitions;

    @SuppressWarnings("NullAway.Init") // below
    private TopicReader actions;

    @SuppressWarnings("NullAway.Init") // below
    private KafkaProducer<String, byte[]> producer;

    private String episode = "";

    @BeforeEach
    void begin() {
        String broker = shop.broker().bootstrapServers();
        episode = "e@" + Shop.now();
        actions = new TopicReader(broker, "meshfuse.actions");
        producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker),
                        new StringSerializer(),
                        new ByteArraySerializer());
        asNew();
        await("the canary, and which pods are ready")
                .atMost(PATIENCE)
                .until(() -> identity() != null && isReadinessKnown());
        shop.kubernetes().clearRequests();
    }

    @AfterEach
    void end() {
        shop.kubernetes().faults().clear();
        producer.close();
        actions.close();
    }

    @Test
    void a_storm_of_conflicts_that_ends_within_two_seconds_ends_in_one_trip() throws Exception {
        shop.kubernetes().faults().next(4, FuseInputsTest::isShift, Fault.status(409));

        send(burns());

        JsonNode tripped = said("tripped", episode);
        assertThat(tripped.path("changes")).hasSize(2);
        assertThat(canaryWeight()).isZero();
        assertThat(shifts()).isEqualTo(5);
    }

    @Test
    void a_storm_of_conflicts_that_goes_on_fails_and_somebody_is_called() throws Exception {
        shop.kubernetes().faults().always(FuseInputsTest::isShift, Fault.status(409));

        send(burns());

        JsonNode failed = said("failed", episode);
        assertThat(failed.path("severity").asText()).isEqualTo("page");
        assertThat(failed.path("summary").asText()).startsWith("cannot write the weights of");
        assertThat(canaryWeight()).isEqualTo(10);
        assertThat(shifts()).isBetween(2L, 11L);
    }

    @Test
    void a_webhook_that_rejects_the_patch_is_quoted_in_the_event() throws Exception {
        shop.kubernetes().faults().always(FuseInputsTest::isShift, Fault.denied("frozen"));

        send(burns());

        assertThat(said("failed", episode).path("summary").asText())
                .contains("denied the request: frozen");
        assertThat(shifts()).isEqualTo(1);
        assertThat(canaryWeight()).isEqualTo(10);
    }

    @Test
    void a_server_that_asks_to_come_again_in_a_second_is_asked_again() throws Exception {
        shop.kubernetes()
                .faults()
                .next(1, FuseInputsTest::isShift, Fault.status(429, Duration.ofSeconds(1)));

        send(burns());

        said("tripped", episode);
        assertThat(shifts()).isEqualTo(2);
    }

    @Test
    void a_patch_whose_answer_comes_too_late_is_made_once_and_told_by_the_next_input()
            throws Exception {
        shop.kubernetes()
                .faults()
                .next(1, FuseInputsTest::isShift, Fault.delay(Duration.ofSeconds(4)));

        send(burns());
        said("failed", episode);
        await("the late patch").atMost(PATIENCE).until(() -> canaryWeight() == 0);
        send(burns());

        said("tripped", episode);
        assertThat(shifts()).isEqualTo(1);
    }

    @Test
    void a_connection_that_is_cut_in_the_middle_of_a_patch_ends_in_one_trip() throws Exception {
        shop.kubernetes()
                .faults()
                .next(1, FuseInputsTest::isShift, Fault.closeConnectionAfterApplying());

        send(burns());

        said("tripped", episode);
        assertThat(shifts()).isEqualTo(1);
        assertThat(canaryWeight()).isZero();
    }

    @Test
    void a_server_that_is_down_fails_the_trip_and_the_next_input_makes_it() throws Exception {
        shop.kubernetes().faults().always(FuseInputsTest::isShift, Fault.status(503));
        send(burns());
        said("failed", episode);

        shop.kubernetes().faults().clear();
        send(burns());

        said("tripped", episode);
        assertThat(canaryWeight()).isZero();
    }

    @Test
    void watches_that_are_closed_as_expired_do_not_keep_a_fuse_from_acting() throws Exception {
        shop.kubernetes().faults().expireWatches();

        send(burns());

        said("tripped", episode);
        assertThat(canaryWeight()).isZero();
    }

    @Test
    void a_trip_is_proven_and_weight_that_is_given_back_is_noticed_without_any_evidence()
            throws Exception {
        // As the stream does while it burns: an earlier test's broken watch may leave pods
        // uncertain.
        await("the trip")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    send(burns());
                    return canaryWeight() == 0;
                });
        said("verified", episode);

        giveWeight();

        assertThat(said("contested", episode).path("summary").asText())
                .startsWith("Somebody gave the canary its weight back");
        assertThat(canaryWeight()).isEqualTo(10);
    }

    private static boolean isShift(Request request) {
        return request.is("PATCH", "/virtualservices/cart") && !request.isDryRun();
    }

    private long shifts() {
        return shop.kubernetes().requests().stream().filter(FuseInputsTest::isShift).count();
    }

    private int canaryWeight() {
        return shop.virtualService().getSpec().getHttp().get(1).getRoute().get(1).getWeight();
    }

    /** An earlier test may have broken the watch on pods off. */
    private boolean isReadinessKnown() {
        ResolvedFuse cart = definitions.current().fuses().get(CART);
        return cart != null && cart.readiness() != null;
    }

    private static @Nullable String identity() {
        return RestAssured.get("/api/v1/fuses/shop/cart").jsonPath().getString("canaryIdentity");
    }

    private void send(FuseInput input)
            throws IOException, ExecutionException, InterruptedException {
        producer.send(
                        new ProducerRecord<>(
                                "meshfuse.fuse-inputs",
                                CART.key(),
                                MAPPER.writerFor(FuseInput.class).writeValueAsBytes(input)))
                .get();
    }

    private JsonNode said(String type, String of) throws IOException {
        ConsumerRecord<String, byte[]> event =
                actions.await(
                        type + " of " + of,
                        one ->
                                header(one, "ce_type").equals("dev.meshfuse.fuse." + type + ".v1")
                                        && header(one, "ce_id").startsWith("shop/cart/" + of));
        return MAPPER.readTree(event.value());
    }

    private static String header(ConsumerRecord<String, byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private FuseInput burns() {
        Instant now = Shop.now();
        CanaryEvidence.Seen seen =
                new CanaryEvidence.Seen("Traffic", "Requests are seen.", 3, 0, 1.0);
        return new FuseInput.CanaryBurns(
                CART,
                episode,
                now,
                false,
                new CanaryEvidence(
                        "shop/cart-availability",
                        "99.9%",
                        0.0144,
                        "14.4",
                        "PT720H",
                        16.9,
                        0,
                        14.8,
                        List.of(new CanaryEvidence.Block(now, 10, 9, 90, 0)),
                        1,
                        Objects.requireNonNull(identity()),
                        "canonical revision",
                        seen,
                        seen,
                        now,
                        now));
    }

    private void giveWeight() {
        object("networking.istio.io/v1", "VirtualService")
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\": \"replace\", \"path\": \"/spec/http/1/route/0/weight\", \"value\": 90},"
                                + " {\"op\": \"replace\", \"path\": \"/spec/http/1/route/1/weight\", \"value\": 10}]");
    }

    /** The canary has its weight, and the fuse has done nothing. */
    private void asNew() {
        giveWeight();
        object("meshfuse.dev/v1alpha1", "Fuse")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\": {\"phase\": null, \"episode\": null, \"trips\": null, \"lastTripAt\": null,"
                                + " \"quietAt\": null, \"noticedAt\": null, \"lastAnswer\": null}}");
    }

    private Resource<GenericKubernetesResource> object(String apiVersion, String kind) {
        return shop.kubernetes()
                .client()
                .genericKubernetesResources(apiVersion, kind)
                .inNamespace(Shop.NAMESPACE)
                .withName("cart");
    }
}
