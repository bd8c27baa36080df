package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceIncrementsTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final Requests TO_CART = Requests.toCart();
    private static final Requests FAILED = TO_CART.code("503");
    private static final Requests TO_PAY = TO_CART.service("pay", "shop");
    private static final Requests TO_CANARY_HOST = TO_CART.service("cart-canary", "shop");
    private static final Requests TO_NOBODY = TO_CART.service("PassthroughCluster", "unknown");

    private static final long COLLECTOR = 1000;

    private Definitions definitions = Definitions.NONE;
    private @Nullable Baseline known;
    private String process = "p";
    private long second;

    @Test
    void edges_are_shown_by_service_once_and_increments_only_where_something_moved() {
        read(true, TO_CART, 5L, FAILED, 1L, TO_PAY, 7L);

        assertThat(read(true, TO_CART, 8L, FAILED, 1L, TO_PAY, 7L))
                .containsExactly(
                        told(Shop.CART, Set.of(TO_CART.edge()), List.of(TO_CART.times(3))),
                        told(Shop.id("pay"), Set.of(TO_PAY.edge()), List.of()));
    }

    @Test
    void requests_to_no_service_of_the_mesh_are_left_out() {
        assertThat(read(true, TO_NOBODY, 5L)).isEmpty();
    }

    @Test
    void the_host_of_a_canary_belongs_to_the_service_users_call() {
        Split hosts = new Split.Resolved(new TrackRule.ByService("cart", "cart-canary"), "c1");
        definitions = Shop.defined(Shop.fuseOfHosts(), hosts);
        read(true, TO_CART, 0L, TO_CANARY_HOST, 0L);

        assertThat(read(true, TO_CART, 0L, TO_CANARY_HOST, 2L))
                .containsExactly(
                        told(
                                Shop.CART,
                                Set.of(TO_CART.edge(), TO_CANARY_HOST.edge()),
                                List.of(TO_CANARY_HOST.times(2))));
    }

    @Test
    void without_a_fuse_a_host_is_a_service_of_its_own() {
        assertThat(read(true, TO_CART, 5L, TO_CANARY_HOST, 5L))
                .extracting(ServiceIncrements::service)
                .containsExactly(Shop.CART, Shop.id("cart-canary"));
    }

    @Test
    void a_service_that_a_target_ceases_to_show_is_told_once() {
        read(true, TO_CART, 5L, TO_PAY, 7L);

        assertThat(read(true, TO_CART, 5L))
                .containsExactly(
                        told(Shop.CART, Set.of(TO_CART.edge()), List.of()),
                        told(Shop.id("pay"), Set.of(), List.of()));
        assertThat(read(true, TO_CART, 5L))
                .extracting(ServiceIncrements::service)
                .containsExactly(Shop.CART);
    }

    @Test
    void a_service_that_a_partial_reading_does_not_show_may_exist_all_the_same() {
        read(true, TO_CART, 5L, TO_PAY, 7L);

        assertThat(read(false, TO_CART, 5L))
                .extracting(ServiceIncrements::service)
                .containsExactly(Shop.CART);
        assertThat(read(true, TO_CART, 5L)).contains(told(Shop.id("pay"), Set.of(), List.of()));
    }

    @Test
    void the_end_of_a_process_is_told_once_to_each_service_it_showed() {
        read(true, TO_CART, 5L, TO_PAY, 7L);
        process = "q";
        Ended ended = new Ended(AT, AT, false);

        assertThat(read(false, TO_CART, 2L))
                .as("its successor is not understood wholly, and tells all the same")
                .extracting(ServiceIncrements::service, ServiceIncrements::ended)
                .containsExactly(tuple(Shop.CART, ended), tuple(Shop.id("pay"), ended));
        assertThat(read(true, TO_CART, 2L, TO_PAY, 1L))
                .extracting(ServiceIncrements::ended)
                .containsOnlyNulls();
    }

    @Test
    void a_service_that_only_the_successor_shows_hears_of_no_end() {
        read(true, TO_CART, 5L);
        process = "q";

        assertThat(read(true, TO_CART, 1L, TO_PAY, 1L))
                .extracting(ServiceIncrements::service, ServiceIncrements::ended)
                .containsExactly(
                        tuple(Shop.CART, new Ended(AT, AT, false)), tuple(Shop.id("pay"), null));
    }

    @Test
    void a_reading_that_is_not_new_tells_nothing() {
        read(true, TO_CART, 5L);
        second--;

        assertThat(read(true, TO_CART, 5L)).isEmpty();
    }

    @Test
    void a_series_without_a_counter_tells_nobody_who_reports() {
        assertThat(read(true, TO_CART, Reading.Series.NOT_SHOWN)).isEmpty();
    }

    @Test
    void a_series_without_its_response_code_is_not_counted_but_said() {
        Requests without = TO_CART.without("response_code", "destination_canonical_revision");
        read(true, without, 5L);

        ServiceIncrements told = read(true, without, 8L).getFirst();

        assertThat(told.edges()).isEmpty();
        assertThat(told.increments()).isEmpty();
        assertThat(told.isShown()).isTrue();
        assertThat(told.missing())
                .containsExactlyInAnyOrder("response_code", "destination_canonical_revision");
        assertThat(told.notCountedFor()).containsExactly("response_code");
    }

    @Test
    void a_series_without_its_revision_is_counted_on_no_side() {
        Requests without = TO_CART.without("destination_canonical_revision");
        read(true, without, 5L);

        assertThat(read(true, without, 8L).getFirst().increments())
                .containsExactly(without.times(3));
    }

    @Test
    void an_increment_belongs_to_an_edge_that_is_shown() {
        assertThatThrownBy(() -> told(Shop.CART, Set.of(), List.of(TO_CART.times(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not shown");
    }

    private List<ServiceIncrements> read(boolean complete, Object... requestsAndValues) {
        List<Reading.Series> series = new ArrayList<>();
        for (int i = 0; i < requestsAndValues.length; i += 2) {
            Requests requests = (Requests) requestsAndValues[i];
            series.add(
                    Shown.requests(
                            requests.toString(),
                            requests.labels(),
                            (Long) requestsAndValues[i + 1]));
        }
        Reading reading =
                new Reading(
                        "t",
                        process,
                        "shop/web-1",
                        1000,
                        ++second,
                        AT,
                        AT,
                        null,
                        complete,
                        "/stats",
                        series);
        Baseline.Advance advance = Baseline.advance(known, reading);
        List<ServiceIncrements> told =
                ServiceIncrements.group(reading, advance, Shop.CLUSTER, definitions);
        known = advance.showing(ServiceIncrements.servicesShown(advance, told)).next();
        return told;
    }

    private static ServiceIncrements told(
            ResourceId service, Set<Edge> edges, List<Increment> increments) {
        return new ServiceIncrements(
                service,
                "t",
                "shop/web-1",
                CollectorClock.neverSet(COLLECTOR),
                AT,
                AT,
                edges,
                increments,
                Set.of(),
                null);
    }
}
