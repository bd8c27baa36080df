package dev.meshfuse.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.testing.Shop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What alerts are about, where the shop has its cart and another shop has one too. */
class SubjectTest {
    private static final Slo OTHER =
            new Slo(
                    new ResourceId(Shop.CLUSTER, "bank", "cart-availability"),
                    1,
                    new ResourceId(Shop.CLUSTER, "bank", "cart"),
                    Shop.slo().indicator(),
                    Shop.slo().objective(),
                    Shop.slo().window(),
                    Shop.slo().counting(),
                    Shop.slo().alerting());
    private static final ResolvedFuse FUSE =
            new ResolvedFuse(Shop.fuseOfHosts(), Shop.CART, Shop.SPLIT);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "shop, cart, -, -, shop/cart, -, -",
                "shop, cart-canary, -, -, shop/cart, -, -",
                "-, cart-canary, -, -, shop/cart, -, -",
                "bank, cart, -, -, bank/cart, -, -",
                "shop, -, cart-availability, -, shop/cart, shop/cart-availability, -",
                "shop, else, cart-availability, -, shop/cart, shop/cart-availability, -",
                "shop, cart, unheard-of, -, shop/cart, -, -",
                "shop, -, -, cart, shop/cart, -, shop/cart",
                "-, -, -, cart, shop/cart, -, shop/cart",
                "shop, -, cart-availability, cart, shop/cart, shop/cart-availability, shop/cart",
                "shop, cart, -, unheard-of, shop/cart, -, -"
            })
    void a_fuse_goes_before_an_objective_and_that_before_a_service(
            @Nullable String namespace,
            @Nullable String service,
            @Nullable String slo,
            @Nullable String fuse,
            String ofService,
            @Nullable String ofSlo,
            @Nullable String ofFuse) {
        Subject subject = subject(namespace, service, slo, fuse);

        assertThat(local(subject.service())).isEqualTo(ofService);
        assertThat(local(subject.slo())).isEqualTo(ofSlo);
        assertThat(local(subject.fuse())).isEqualTo(ofFuse);
        assertThat(subject.reason()).isEqualTo("By a test.");
    }

    @Test
    void a_name_that_several_namespaces_have_is_nobodys() {
        Subject subject = subject(null, "cart", null, null);

        assertThat(subject.service()).isNull();
        assertThat(subject.reason()).startsWith("Several namespaces have something of that name");
        assertThat(subject(null, null, "cart-availability", null).service()).isNull();
    }

    @Test
    void what_is_not_defined_is_named() {
        Subject subject = subject("shop", "catalog", null, "x");

        assertThat(subject.service()).isNull();
        assertThat(subject.reason())
                .isEqualTo(
                        "Nothing is defined of what a test name: namespace shop, service catalog,"
                                + " fuse x.");
        assertThat(Subject.of(Named.nothing("Because."), definitions()).reason())
                .isEqualTo("Because.");
    }

    @Test
    void a_fuse_hears_of_its_service_its_objectives_and_itself() {
        assertThat(subject("shop", "cart", null, null).concerns(FUSE)).isTrue();
        assertThat(subject("shop", null, "cart-availability", null).concerns(FUSE)).isTrue();
        assertThat(subject("shop", null, null, "cart").concerns(FUSE)).isTrue();
        assertThat(subject("bank", "cart", null, null).concerns(FUSE)).isFalse();
        assertThat(subject("shop", "catalog", null, null).concerns(FUSE)).isFalse();
        ResolvedFuse second = second();
        assertThat(subject("shop", null, null, "cart").concerns(second)).isFalse();
        assertThat(subject("shop", null, "cart-availability", null).concerns(second)).isFalse();
        assertThat(subject("shop", "cart", null, null).concerns(second)).isTrue();
    }

    /** Another fuse of the same service, with another objective. */
    private static ResolvedFuse second() {
        Fuse plain = Shop.fuse();
        return new ResolvedFuse(
                new Fuse(
                        Shop.id("second"),
                        1,
                        List.of(Shop.id("cart-latency")),
                        plain.target(),
                        plain.stable(),
                        plain.canary(),
                        plain.triggers(),
                        plain.mode(),
                        plain.policy()),
                Shop.CART,
                Shop.SPLIT);
    }

    private static Subject subject(
            @Nullable String namespace,
            @Nullable String service,
            @Nullable String slo,
            @Nullable String fuse) {
        return Subject.of(
                new Named(namespace, service, slo, fuse, "a test", Map.of()), definitions());
    }

    private static Definitions definitions() {
        Map<ResourceId, Slo> slos = new HashMap<>();
        slos.put(Shop.slo().id(), Shop.slo());
        slos.put(OTHER.id(), OTHER);
        return new Definitions(slos, Map.of(FUSE.fuse().id(), FUSE), List.of());
    }

    private static @Nullable String local(@Nullable ResourceId id) {
        return id == null ? null : id.local();
    }
}
