package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GuardedServicesTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final Reading TO_CART = reading(Requests.toCart());
    private static final Reading TO_PAY = reading(Requests.toCart().service("pay", "shop"));

    private final AtomicReference<Definitions> defined = new AtomicReference<>(Definitions.NONE);
    private final GuardedServices guarded = new GuardedServices("Kubernetes", defined::get);

    @Test
    void a_target_is_worth_reading_often_while_it_shows_a_service_that_has_a_fuse() {
        assertThat(guarded.wantsOften(TO_CART)).isFalse();

        defined.set(Shop.defined(Shop.fuse(), Shop.SPLIT));

        assertThat(guarded.wantsOften(TO_CART)).isTrue();
        assertThat(guarded.wantsOften(TO_PAY)).isFalse();

        defined.set(Definitions.NONE);

        assertThat(guarded.wantsOften(TO_CART)).isFalse();
    }

    @Test
    void the_host_of_a_canary_belongs_to_the_service_that_has_the_fuse() {
        Split hosts = new Split.Resolved(new TrackRule.ByService("cart", "cart-canary"), "c1");
        defined.set(Shop.defined(Shop.fuseOfHosts(), hosts));

        assertThat(guarded.wantsOften(reading(Requests.toCart().service("cart-canary", "shop"))))
                .isTrue();
    }

    private static Reading reading(Requests requests) {
        return new Reading(
                "t",
                "p",
                null,
                1000,
                1,
                AT,
                AT,
                null,
                true,
                "/stats",
                List.of(Shown.requests("a", requests.labels(), 1)));
    }
}
