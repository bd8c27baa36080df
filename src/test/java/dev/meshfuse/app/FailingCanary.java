package dev.meshfuse.app;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.testing.kubernetes.Request;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.mesh.Oracle;
import dev.meshfuse.testing.mesh.Reporter;
import dev.meshfuse.testing.mesh.SimulatedPod;
import dev.meshfuse.testing.shop.Shop;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What was left of one story: the shop opens under the eyes of the program, its canary begins to
 * fail, the fuse acts, and the shop closes again.
 *
 * @param counted requests to the cart in the last hour as the program says
 * @param happened the same as the callers' proxies counted them since they were first read
 * @param weightPatches requests that wrote to the cart's VirtualService
 */
record FailingCanary(
        List<ConsumerRecord<String, byte[]>> breaches,
        List<ConsumerRecord<String, byte[]>> actions,
        JsonNode virtualServiceBefore,
        JsonNode virtualServiceAfter,
        JsonNode fuseStatus,
        Counts counted,
        Counts happened,
        List<Request> weightPatches) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();

    /** Enough for the evidence to have seen both sides at work. */
    private static final int SOME = 200;

    /** Readings per proxy, on average, after all is counted. */
    private static final int ROUNDS = 2;

    static FailingCanary play(Shop shop) {
        String broker = shop.broker().bootstrapServers();
        try (TopicReader readings = new TopicReader(broker, "meshfuse.readings");
                TopicReader breaches = new TopicReader(broker, "meshfuse.breaches");
                TopicReader actions = new TopicReader(broker, "meshfuse.actions")) {
            JsonNode before = virtualService(shop);
            Counts happenedBefore = whatCallersSaw(shop);
            awaitAReadingOfEvery(shop.simulation().pods(), readings);
            shop.slowCatalog();
            shop.openDoors();
            await("healthy traffic")
                    .atMost(PATIENCE)
                    .until(() -> countsNow().good() > SOME && shows("Resolved", shop));
            shop.kubernetes().clearRequests();

            shop.breakCanary(Fault.http(503, 0.8));

            actions.await("verified", type("dev.meshfuse.fuse.verified.v1"));
            breaches.await("recovered", type("dev.meshfuse.slo.recovered.v1"));
            shop.lockDoors();
            Counts happened = minus(whatCallersSaw(shop), happenedBefore);
            await("all counts")
                    .atMost(PATIENCE)
                    .until(() -> countsNow().total() >= happened.total());
            awaitReadingsOfAll(shop, readings);
            return new FailingCanary(
                    breaches.poll(),
                    actions.poll(),
                    before,
                    virtualService(shop),
                    fuseStatus(shop),
                    countsNow(),
                    happened,
                    shop.kubernetes().requests().stream()
                            .filter(request -> request.is("PATCH", "/virtualservices/cart"))
                            .filter(request -> !request.isDryRun())
                            .toList());
        }
    }

    /** From then on every request is between two readings, and who reports it is known. */
    static void awaitAReadingOfEvery(List<SimulatedPod> pods, TopicReader readings) {
        Set<String> seen = new HashSet<>();
        readings.await(
                "a reading of every proxy",
                reading -> {
                    seen.add(reading.key());
                    return pods.stream().allMatch(pod -> targetsOf(pod).anyMatch(seen::contains));
                });
    }

    /** The keys of a proxy that is found by its pod, and of one that is found by a list. */
    private static Stream<String> targetsOf(SimulatedPod pod) {
        return Stream.of(Shop.NAMESPACE + "/" + pod.name(), pod.address() + "/stats/prometheus");
    }

    /** All requests are answered; what the callers' ends have reported is final then. */
    static Counts whatCallersSaw(Shop shop) {
        Oracle oracle = shop.oracle();
        await("the last customers")
                .atMost(PATIENCE)
                .until(() ->
                        List.of(Shop.STABLE, Shop.CANARY).stream()
                                .allMatch(to -> oracle.requestsTo(to) == oracle.endedAt(to)));
        long all =
                oracle.count(seen ->
                        seen.reporter() == Reporter.SOURCE && seen.service().equals("cart"));
        long bad =
                oracle.count(seen ->
                        seen.reporter() == Reporter.SOURCE
                                && seen.service().equals("cart")
                                && seen.code() >= 500);
        return new Counts(all - bad, bad, 0);
    }

    /** Waits for more readings of what was counted: that must not be counted again. */
    private static void awaitReadingsOfAll(Shop shop, TopicReader readings) {
        int until = readings.poll().size() + ROUNDS * shop.simulation().pods().size();
        await("further readings").atMost(PATIENCE).until(() -> readings.poll().size() >= until);
    }

    static Counts minus(Counts all, Counts before) {
        return new Counts(
                all.good() - before.good(),
                all.bad() - before.bad(),
                all.excluded() - before.excluded());
    }

    /** None before the program has heard of the objective. */
    static Counts countsNow() {
        Response answer = RestAssured.get("/api/v1/slos/shop/cart-availability");
        if (answer.statusCode() == 404) {
            return Counts.NONE;
        }
        JsonPath slo = answer.then().statusCode(200).extract().jsonPath();
        return slo.getList("windows").isEmpty()
                ? Counts.NONE
                : new Counts(
                        slo.getLong("windows[2].good"),
                        slo.getLong("windows[2].bad"),
                        slo.getLong("windows[2].excluded"));
    }

    private static boolean shows(String condition, Shop shop) {
        for (JsonNode one : fuseStatus(shop).path("conditions")) {
            if (one.path("type").asText().equals(condition)) {
                return one.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private static Predicate<ConsumerRecord<String, byte[]>> type(String type) {
        return event ->
                new String(event.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8)
                        .equals(type);
    }

    /** Without what the API server itself changes with every write. */
    private static JsonNode virtualService(Shop shop) {
        ObjectNode object = object(shop, "networking.istio.io/v1", "VirtualService");
        ((ObjectNode) object.path("metadata"))
                .remove(List.of("resourceVersion", "generation", "managedFields"));
        return object;
    }

    private static JsonNode fuseStatus(Shop shop) {
        return object(shop, "meshfuse.dev/v1alpha1", "Fuse").path("status");
    }

    private static ObjectNode object(Shop shop, String apiVersion, String kind) {
        return MAPPER.valueToTree(
                shop.kubernetes()
                        .client()
                        .genericKubernetesResources(apiVersion, kind)
                        .inNamespace(Shop.NAMESPACE)
                        .withName("cart")
                        .require());
    }
}
