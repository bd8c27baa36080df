package dev.meshfuse.definition.kubernetes;

import static dev.meshfuse.definition.kubernetes.ClusterFixture.SERVICE_AND_RULE;
import static dev.meshfuse.definition.kubernetes.ClusterFixture.SLO;
import static dev.meshfuse.definition.kubernetes.ClusterFixture.await;
import static dev.meshfuse.definition.kubernetes.ClusterFixture.condition;
import static dev.meshfuse.definition.kubernetes.ClusterFixture.pod;
import static dev.meshfuse.definition.kubernetes.ClusterFixture.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterDefinitionsTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    private static final ResourceId CART = new ResourceId("Kubernetes", "shop", "cart");
    private static final ResourceId AVAILABILITY =
            new ResourceId("Kubernetes", "shop", "cart-availability");

    private final InProcessKubernetes kubernetes = InProcessKubernetes.start();
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
    void a_fuse_in_the_cluster_is_resolved_and_its_status_says_how() {
        installKinds();
        kubernetes.create(
                String.join(
                        "---\n",
                        SLO,
                        CartCluster.FUSE,
                        SERVICE_AND_RULE,
                        pod("v1", "a1"),
                        pod("v2", "b2")));

        definitions.start();

        Split resolved =
                new Split.Resolved(
                        new TrackRule.ByRevision(Set.of("v1"), Set.of("v2")),
                        "b2",
                        List.of("Not by destination service: both sides are subsets of cart."));
        await().until(() -> split().equals(resolved));
        await().until(() -> condition(fuse(), "Resolved").startsWith("True"));
        assertThat(condition(fuse(), "Resolved"))
                .isEqualTo(
                        "True: Told apart by canonical revision: stable v1, canary v2. The canary is b2."
                                + " Not by destination service: both sides are subsets of cart.");
        assertThat(condition(fuse(), "Accepted")).isEqualTo("True: The definition is in force.");
        assertThat(status(fuse()).get("tracks"))
                .isEqualTo("canonical revision: stable v1, canary v2");
        assertThat(status(fuse()).get("observedGeneration")).isEqualTo(1);
    }

    @Test
    void a_bad_definition_is_told_all_its_faults_and_stops_no_other() {
        installKinds();
        kubernetes.create(SLO);
        kubernetes.create(
                SLO.replace("cart-availability", "bad")
                        .replace("99.9%", "100%")
                        .replace("name: cart}", "name: cart.shop}"));

        definitions.start();

        await().until(() -> condition(slo("bad"), "Accepted").startsWith("False"));
        assertThat(condition(slo("bad"), "Accepted"))
                .contains("spec.service.name: 'cart.shop' is not the name of a service")
                .contains("; spec.objective: an objective must be below 100 %");
        assertThat(definitions.current().slos()).containsOnlyKeys(AVAILABILITY);
    }

    @Test
    void an_objective_without_tiers_says_that_nobody_is_told() {
        installKinds();
        kubernetes.create(SLO.replace("\"99.9%\"}", "\"99.9%\", alerting: {tiers: []}}"));

        definitions.start();

        await().until(() ->
                condition(slo("cart-availability"), "Accepted")
                        .equals(
                                "True: The definition is in force. It has no tiers: nobody is told when its budget burns."));
    }

    @Test
    void a_mended_definition_is_taken() {
        installKinds();
        kubernetes.create(CartCluster.FUSE);
        definitions.start();
        await().until(() -> condition(fuse(), "Accepted").startsWith("False"));

        kubernetes.create(SLO);

        await().until(() -> condition(fuse(), "Accepted").startsWith("True"));
        assertThat(definitions.current().refused()).isEmpty();
    }

    @Test
    void a_deleted_definition_is_gone() {
        installKinds();
        kubernetes.create(SLO);
        List<Definitions> heard = new CopyOnWriteArrayList<>();
        definitions.onChange(heard::add);
        definitions.start();
        await().until(() -> definitions.current().slos().size() == 1);

        client.resource(slo("cart-availability")).delete();

        await().until(() -> definitions.current().equals(Definitions.NONE));
        assertThat(heard).hasSize(2);
    }

    @Test
    void a_status_is_written_once_and_keeps_what_others_wrote() {
        installKinds();
        kubernetes.create(SLO + "status: {budgetRemaining: \"0.42\"}\n");
        definitions.start();
        await().until(() -> condition(slo("cart-availability"), "Accepted").startsWith("True"));

        kubernetes.create(SLO.replace("cart-availability", "other"));

        await().until(() -> condition(slo("other"), "Accepted").startsWith("True"));
        assertThat(kubernetes.requests())
                .filteredOn(request -> request.is("PUT", "cart-availability/status"))
                .hasSize(1);
        assertThat(status(slo("cart-availability")).get("budgetRemaining")).isEqualTo("0.42");
    }

    @Test
    void a_status_that_the_api_server_refuses_is_written_later() {
        installKinds();
        kubernetes.create(SLO);
        kubernetes.faults().next(1, request -> request.is("PUT", "/status"), Fault.status(409));

        definitions.start();

        await().until(() -> condition(slo("cart-availability"), "Accepted").startsWith("True"));
        assertThat(kubernetes.faults().pending()).isZero();
    }

    @Test
    void a_budget_that_is_written_meanwhile_does_not_hold_up_a_report() {
        installKinds();
        kubernetes.create(SLO);
        kubernetes.faults().always(request -> request.is("PUT", "/status"), Fault.status(409));
        definitions.start();
        await().until(() ->
                kubernetes.requests().stream().anyMatch(request -> request.is("PUT", "/status")));

        kubernetes.faults().clear();
        kubernetes.apply(SLO + "status: {budgetRemaining: 42%}\n");

        await().until(() -> condition(slo("cart-availability"), "Accepted").startsWith("True"));
    }

    @Test
    void without_our_kinds_it_says_so_and_goes_on_when_they_are_installed() {
        definitions.start();
        await().until(() ->
                definitions.trouble().orElse("").contains("is its definition installed?"));
        assertThat(definitions.synced()).isFalse();

        installKinds();

        await().until(() -> definitions.synced() && definitions.trouble().isEmpty());
    }

    @Test
    void an_api_server_that_fails_is_tried_again() {
        installKinds();
        kubernetes.create(SLO);
        kubernetes.faults().always(request -> request.is("GET", "/fuses"), Fault.status(503));
        definitions.start();
        await().until(() -> definitions.trouble().isPresent());
        assertThat(definitions.current()).isEqualTo(Definitions.NONE);

        kubernetes.faults().clear();

        await().until(() -> definitions.current().slos().containsKey(AVAILABILITY));
    }

    private void installKinds() {
        kubernetes.apply(CartCluster.CRDS);
        kubernetes.createNamespace("shop");
    }

    private Split split() {
        return definitions.current().fuses().containsKey(CART)
                ? definitions.current().fuses().get(CART).split()
                : new Split.Unresolved("no fuse");
    }

    private GenericKubernetesResource fuse() {
        return ClusterFixture.get(client, "Fuse", "cart");
    }

    private GenericKubernetesResource slo(String name) {
        return ClusterFixture.get(client, "ServiceLevelObjective", name);
    }
}
