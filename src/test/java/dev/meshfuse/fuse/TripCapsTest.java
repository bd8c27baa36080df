package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.burns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.testing.Shop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Not every fuse may trip at once. */
class TripCapsTest {
    private final Map<ResourceId, Instant> lastTrips = new HashMap<>();
    private final TripCaps caps = new TripCaps(2, 3, () -> lastTrips);

    @Test
    void a_namespace_has_no_more_trips_an_hour_than_its_cap() {
        tripped("shop", "a", 10);
        tripped("shop", "b", 59);

        assertThat(caps.claim(Shop.CART, NOW))
                .contains(
                        new Action.Skip(
                                "2 fuses of namespace shop have tripped within an hour, as many as"
                                        + " meshfuse.guard.max-trips.namespace allows",
                                Action.Cause.CAP_NAMESPACE));
        assertThat(caps.claim(id("bank", "cart"), NOW)).isEmpty();
    }

    @Test
    void all_namespaces_together_have_no_more_than_theirs() {
        tripped("a", "x", 1);
        tripped("b", "x", 2);
        tripped("c", "x", 3);

        assertThat(caps.claim(Shop.CART, NOW))
                .contains(
                        new Action.Skip(
                                "3 fuses of all namespaces have tripped within an hour, as many as"
                                        + " meshfuse.guard.max-trips.overall allows",
                                Action.Cause.CAP_OVERALL));
    }

    @Test
    void a_trip_of_an_hour_ago_counts_no_more() {
        tripped("shop", "a", 60);
        tripped("shop", "b", 1);

        assertThat(caps.claim(Shop.CART, NOW)).isEmpty();
    }

    @Test
    void a_fuse_that_counts_already_may_trip_again() {
        tripped("shop", "a", 1);
        tripped("shop", "cart", 11);

        assertThat(caps.claim(Shop.CART, NOW)).isEmpty();
    }

    @Test
    void claims_count_before_they_are_known_to_others_and_end_if_nothing_comes_of_them() {
        assertThat(caps.claim(id("shop", "a"), NOW)).isEmpty();
        assertThat(caps.claim(id("shop", "b"), NOW)).isEmpty();
        assertThat(caps.claim(id("shop", "a"), NOW)).isEmpty();
        assertThat(caps.claim(Shop.CART, NOW)).isPresent();

        Duration claim = Duration.ofMinutes(1);
        assertThat(caps.claim(Shop.CART, NOW.plus(claim).minusMillis(1))).isPresent();
        assertThat(caps.claim(Shop.CART, NOW.plus(claim))).isEmpty();
    }

    @Test
    void a_cap_below_one_is_refused() {
        assertThatThrownBy(() -> new TripCaps(0, 1, Map::of))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new TripCaps(1, 0, Map::of))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_fuse_that_may_not_trip_says_by_which_cap_and_changes_nothing() {
        tripped("shop", "a", 1);
        tripped("shop", "b", 1);
        FakeMesh mesh = new FakeMesh();

        new FuseActor(mesh, mesh, Clock.fixed(NOW, ZoneOffset.UTC), caps).answer(burns());

        assertThat(mesh.events)
                .extracting(FuseEvent::type, FuseEvent::cause)
                .containsExactly(tuple(FuseEvent.Type.SKIPPED, "cap-namespace"));
        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
    }

    private void tripped(String namespace, String name, long minutesAgo) {
        lastTrips.put(id(namespace, name), NOW.minus(Duration.ofMinutes(minutesAgo)));
    }

    private static ResourceId id(String namespace, String name) {
        return new ResourceId(Shop.CLUSTER, namespace, name);
    }
}
