package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceIncrementsTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final Reading READING =
            new Reading("t", "p", null, 1000, 1, AT, AT, null, true, "/stats", List.of());
    private static final Increment TO_CART = new Increment(Requests.toCart().labels(), 3);
    private static final Instant SINCE = AT.minusSeconds(5);
    private static final Increment TO_PAY =
            new Increment(Requests.toCart().service("pay", "shop").labels(), 0);
    private static final Increment TO_CANARY_HOST =
            new Increment(Requests.toCart().service("cart-canary", "shop").labels(), 2);
    private static final Increment TO_NOBODY =
            new Increment(Requests.toCart().service("PassthroughCluster", "unknown").labels(), 9);

    @Test
    void increments_are_grouped_by_service_with_zeros_kept() {
        assertThat(group(Definitions.NONE, TO_CART, TO_PAY, TO_CART))
                .containsExactly(
                        new ServiceIncrements(Shop.CART, "t", SINCE, AT, List.of(TO_CART, TO_CART)),
                        new ServiceIncrements(Shop.id("pay"), "t", SINCE, AT, List.of(TO_PAY)));
    }

    @Test
    void requests_to_no_service_of_the_mesh_are_left_out() {
        assertThat(group(Definitions.NONE, TO_NOBODY)).isEmpty();
    }

    @Test
    void the_host_of_a_canary_belongs_to_the_service_users_call() {
        Split hosts = new Split.Resolved(new TrackRule.ByService("cart", "cart-canary"), "c1");

        assertThat(group(Shop.defined(Shop.fuseOfHosts(), hosts), TO_CART, TO_CANARY_HOST))
                .containsExactly(
                        new ServiceIncrements(
                                Shop.CART, "t", SINCE, AT, List.of(TO_CART, TO_CANARY_HOST)));
    }

    @Test
    void without_a_fuse_a_host_is_a_service_of_its_own() {
        assertThat(group(Definitions.NONE, TO_CART, TO_CANARY_HOST))
                .extracting(ServiceIncrements::service)
                .containsExactly(Shop.CART, Shop.id("cart-canary"));
    }

    private static List<ServiceIncrements> group(Definitions definitions, Increment... increments) {
        Baseline known = Baseline.advance(null, READING).next();
        return ServiceIncrements.group(
                READING,
                new Baseline.Advance(known, SINCE, List.of(increments)),
                Shop.CLUSTER,
                definitions);
    }
}
