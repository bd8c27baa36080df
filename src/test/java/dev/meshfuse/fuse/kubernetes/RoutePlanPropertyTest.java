package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.fuse.WeightPlan;
import dev.meshfuse.testing.Property;
import dev.meshfuse.testing.Shop;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Plans over any routes: what is meant to change does, and nothing else. */
class RoutePlanPropertyTest {
    private static final List<String> OTHERS = List.of("legacy", "cart.other", "static");

    @Property
    void a_trip_leaves_the_sum_of_each_route_and_all_that_is_no_weight_of_a_side(long seed) {
        ReadObject before = random(new SplittableRandom(seed));

        ReadObject after = patched(before, splitting(before).withoutCanary());

        assertThat(after.tree().findValues("weight")).noneMatch(weight -> weight.asInt() < 0);
        assertThat(sums(after)).isEqualTo(sums(before));
        assertThat(canaryShares(after)).containsOnly(0);
        assertThat(withoutSides(after)).isEqualTo(withoutSides(before));
    }

    @Property
    void a_reset_gives_back_the_very_object(long seed) {
        ReadObject before = withAllWeights(random(new SplittableRandom(seed)));
        WeightPlan trip = splitting(before).withoutCanary();

        ReadObject tripped = patched(before, trip);
        ReadObject after = patched(tripped, splitting(tripped).restored(trip.changes()));

        assertThat(after.tree()).isEqualTo(before.tree());
    }

    @Property
    void a_frozen_canary_has_never_a_greater_part_than_it_had(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ReadObject before = random(random);
        List<WeightChange> held = splitting(before).held(List.of()).changes();
        ReadObject moved = new ReadObject(before.kind(), before.tree().deepCopy());
        routes(moved).forEach(route -> weigh(route, random));

        ReadObject after = patched(moved, splitting(moved).held(held));

        assertThat(sums(after)).isEqualTo(sums(moved));
        List<Double> parts = parts(before);
        List<Double> now = parts(after);
        for (int i = 0; i < parts.size(); i++) {
            assertThat(now.get(i)).isLessThanOrEqualTo(parts.get(i));
        }
        assertThat(splitting(after).held(held).writes()).isEmpty();
    }

    private static TargetView.Splitting splitting(ReadObject object) {
        return (TargetView.Splitting)
                (object.kind() == ApiKind.VIRTUAL_SERVICE
                        ? VirtualServiceKind.owned(object, Shop.fuseOfHosts(), Ownership.NOBODY)
                        : GatewayRouteKind.owned(object, Shop.fuseOfHosts(), Ownership.NOBODY));
    }

    private static ReadObject patched(ReadObject object, WeightPlan plan) {
        JsonNode tree = object.tree();
        for (WeightPlan.Write write : plan.writes()) {
            tree = JsonPatch.apply(Json.read(write.patch()), tree);
        }
        return new ReadObject(object.kind(), tree);
    }

    /** A VirtualService or an HTTPRoute, with at least one route that splits. */
    private static ReadObject random(RandomGenerator random) {
        boolean istio = random.nextBoolean();
        ObjectNode tree =
                (ObjectNode)
                        Json.read(
                                "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"cart\",\"uid\":\"u\",\"resourceVersion\":\"7\"},\"spec\":{}}");
        ObjectNode spec = (ObjectNode) tree.path("spec");
        for (String section : istio ? List.of("http", "tls", "tcp") : List.of("rules")) {
            ArrayNode routes = spec.putArray(section);
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                ObjectNode route = routes.addObject().put("timeout", i + "s");
                ArrayNode destinations = route.putArray(istio ? "route" : "backendRefs");
                for (int other = random.nextInt(3); other > 0; other--) {
                    add(destinations, istio, OTHERS.get(other));
                }
                destinations.insert(random.nextInt(1 + destinations.size()), to(istio, "cart"));
                for (int canaries = 1 + random.nextInt(2); canaries > 0; canaries--) {
                    destinations.insert(
                            random.nextInt(1 + destinations.size()), to(istio, "cart-canary"));
                }
                weigh(route, random);
                mirror(route, istio, random);
            }
        }
        return new ReadObject(istio ? ApiKind.VIRTUAL_SERVICE : ApiKind.HTTP_ROUTE, tree);
    }

    private static void mirror(ObjectNode route, boolean istio, RandomGenerator random) {
        ArrayNode copies = route.putArray(istio ? "mirrors" : "filters");
        for (int i = random.nextInt(4); i > 0; i--) {
            String host = random.nextBoolean() ? "cart-canary" : "audit";
            // No two are alike, as no two of a real route are.
            ObjectNode copy = copies.addObject().put("number", i);
            if (istio) {
                copy.putObject("destination").put("host", host);
            } else {
                copy.putObject("requestMirror").putObject("backendRef").put("name", host);
            }
        }
    }

    private static void add(ArrayNode destinations, boolean istio, String host) {
        destinations.add(to(istio, host));
    }

    private static ObjectNode to(boolean istio, String host) {
        ObjectNode destination = (ObjectNode) Json.read("{\"port\":80}");
        if (istio) {
            destination.putObject("destination").put("host", host);
        } else {
            destination.put("name", host);
        }
        return destination;
    }

    /** Any weights with which a route is valid: not all of them nought. */
    private static void weigh(JsonNode route, RandomGenerator random) {
        JsonNode destinations = destinations(route);
        for (JsonNode destination : destinations) {
            ((ObjectNode) destination).remove("weight");
            if (random.nextInt(5) > 0) {
                ((ObjectNode) destination).put("weight", random.nextInt(100));
            }
        }
        ((ObjectNode) destinations.get(random.nextInt(destinations.size()))).put("weight", 1);
    }

    private static ReadObject withAllWeights(ReadObject object) {
        routes(object)
                .forEach(route ->
                        destinations(route)
                                .forEach(destination ->
                                        ((ObjectNode) destination)
                                                .put("weight", weight(object, destination))));
        return object;
    }

    private static Stream<JsonNode> routes(ReadObject object) {
        return object.at("/spec").properties().stream()
                .flatMap(section -> section.getValue().valueStream());
    }

    private static JsonNode destinations(JsonNode route) {
        return route.has("route") ? route.path("route") : route.path("backendRefs");
    }

    private static String host(JsonNode destination) {
        return destination.at("/destination/host").asText(destination.path("name").asText());
    }

    private static int weight(ReadObject object, JsonNode destination) {
        return destination.path("weight").asInt(object.kind() == ApiKind.HTTP_ROUTE ? 1 : 0);
    }

    private static List<Integer> sums(ReadObject object) {
        return routes(object)
                .map(route ->
                        destinations(route)
                                .valueStream()
                                .mapToInt(one -> weight(object, one))
                                .sum())
                .toList();
    }

    private static int share(ReadObject object, JsonNode route, String host) {
        return destinations(route)
                .valueStream()
                .filter(one -> host(one).equals(host))
                .mapToInt(one -> weight(object, one))
                .sum();
    }

    private static List<Integer> canaryShares(ReadObject object) {
        return routes(object).map(route -> share(object, route, "cart-canary")).toList();
    }

    /** What the canary has of what both sides have, a route each; all of nothing is nought. */
    private static List<Double> parts(ReadObject object) {
        return routes(object)
                .map(route -> {
                    int canary = share(object, route, "cart-canary");
                    int both = canary + share(object, route, "cart");
                    return both == 0 ? 0.0 : canary / (double) both;
                })
                .toList();
    }

    /** The object without what a trip may change. */
    private static JsonNode withoutSides(ReadObject object) {
        ReadObject copy = new ReadObject(object.kind(), object.tree().deepCopy());
        routes(copy)
                .forEach(route -> {
                    destinations(route)
                            .valueStream()
                            .filter(one -> host(one).startsWith("cart"))
                            .filter(one -> !host(one).equals("cart.other"))
                            .forEach(one -> ((ObjectNode) one).remove("weight"));
                    for (String copies : List.of("mirrors", "filters")) {
                        var all = route.path(copies).elements();
                        while (all.hasNext()) {
                            if (all.next().toString().contains("cart-canary")) {
                                all.remove();
                            }
                        }
                    }
                });
        return copy.tree();
    }
}
