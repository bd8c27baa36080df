package dev.meshfuse.definition.kubernetes;

import static dev.meshfuse.definition.kubernetes.ClusterFixture.SLO;
import static dev.meshfuse.definition.kubernetes.ClusterFixture.await;
import static dev.meshfuse.definition.kubernetes.ClusterFixture.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefaultsOnClusterTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private final InProcessKubernetes kubernetes = CartCluster.start();
    private final KubernetesClient client = CartCluster.impatientClient(kubernetes);
    private final ClusterDefinitions definitions =
            new ClusterDefinitions(client, "Kubernetes", DefinitionReader.USUAL_INTERVAL, CLOCK);

    @AfterEach
    void close() {
        definitions.close();
        client.close();
        kubernetes.close();
    }

    @Test
    void services_of_a_labelled_namespace_have_them_until_they_go() {
        label("enabled");
        service("cart", "");
        definitions.start();
        awaitNames("cart-availability", "cart-latency");

        service("payment", "");
        awaitNames("cart-availability", "cart-latency", "payment-availability", "payment-latency");
        client.services().inNamespace("shop").withName("cart").delete();

        awaitNames("payment-availability", "payment-latency");
    }

    @Test
    void they_come_and_go_with_the_label() {
        service("cart", "");
        definitions.start();
        awaitRead();

        label("enabled");
        awaitNames("cart-availability", "cart-latency");
        label("disabled");

        awaitNames();
    }

    @Test
    void services_are_not_watched_where_nobody_asks_for_them() {
        service("cart", "");

        definitions.start();
        awaitRead();

        assertThat(kubernetes.requests())
                .filteredOn(request -> request.is("GET", "/services"))
                .isEmpty();
        assertThat(definitions.current().slos()).isEmpty();
    }

    @Test
    void a_service_that_says_no_or_stands_for_another_host_has_none() {
        label("enabled");
        service("cart", "");
        service("by-label", ", labels: {meshfuse.dev/default-slos: disabled}");
        service("by-annotation", ", annotations: {meshfuse.dev/default-slos: disabled}");
        kubernetes.create(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: elsewhere, namespace: shop}
                spec: {type: ExternalName, externalName: example.com}
                """);

        definitions.start();

        awaitNames("cart-availability", "cart-latency");
    }

    @Test
    void an_object_of_the_name_wins_and_a_faulty_one_says_what_it_hides() {
        label("enabled");
        service("cart", "");
        kubernetes.create(SLO.replace("99.9%", "95%"));
        kubernetes.create(
                SLO.replace("cart-availability", "cart-latency").replace("99.9%", "100%"));

        definitions.start();

        awaitNames("cart-availability");
        assertThat(definitions.current().slos().values())
                .extracting(slo -> slo.objective().toString())
                .containsExactly("95%");
        await().until(() -> accepted("cart-latency").startsWith("False"));
        assertThat(accepted("cart-latency"))
                .endsWith(
                        " It has the name of a default objective of service shop/cart, which is therefore not kept.");
        await().until(() -> accepted("cart-availability").startsWith("True"));
        assertThat(accepted("cart-availability")).isEqualTo("True: The definition is in force.");
    }

    @Test
    void without_the_permission_to_list_namespaces_everything_else_is_read() {
        label("enabled");
        service("cart", "");
        kubernetes.create(SLO);
        kubernetes
                .faults()
                .always(
                        request ->
                                request.is("GET", "/api/v1/namespaces")
                                        && request.path().endsWith("/namespaces"),
                        Fault.status(403));

        definitions.start();

        awaitNames("cart-availability");
        assertThat(definitions.synced()).isTrue();
        await().until(() -> definitions.trouble().isEmpty());
    }

    @Test
    void without_the_permission_to_list_services_everything_else_is_read() {
        label("enabled");
        service("cart", "");
        kubernetes.create(SLO.replace("cart-availability", "other"));
        kubernetes.faults().always(request -> request.is("GET", "/services"), Fault.status(403));

        definitions.start();

        awaitNames("other");
    }

    private void label(String value) {
        kubernetes.apply(
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {meshfuse.dev/default-slos: %s}}
                """
                        .formatted(value));
    }

    private void service(String name, String metadata) {
        kubernetes.create(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: shop%s}
                spec: {ports: [{port: 80}]}
                """
                        .formatted(name, metadata));
    }

    /** An object that is reported on shows that everything has been read. */
    private void awaitRead() {
        kubernetes.create(SLO.replace("cart-availability", "seen").replace("99.9%", "100%"));
        await().until(() -> accepted("seen").startsWith("False"));
    }

    private void awaitNames(String... names) {
        await().untilAsserted(() ->
                assertThat(
                                definitions.current().slos().keySet().stream()
                                        .map(ResourceId::name)
                                        .sorted()
                                        .toList())
                        .isEqualTo(List.of(names)));
    }

    private String accepted(String name) {
        return condition(ClusterFixture.get(client, "ServiceLevelObjective", name), "Accepted");
    }
}
