package dev.meshfuse.scrape.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.http.Logged;
import dev.meshfuse.testing.Clocks;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PodTargetsTest {
    private static final String CART = "shop/cart-v1-5f7d-x2x";
    private static final String WAYPOINT = "shop/waypoint-66b5-abc";
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private static final Duration CHECK = Duration.ofMillis(100);

    private final InProcessKubernetes kubernetes = InProcessKubernetes.start();
    private final Logged log = new Logged(PodWatch.class);
    private @Nullable KubernetesClient client;
    private @Nullable PodTargets targets;

    @AfterEach
    void close() {
        if (targets != null) {
            targets.close();
        }
        if (client != null) {
            client.close();
        }
        log.close();
        kubernetes.close();
    }

    @Test
    void proxies_of_all_namespaces_are_found_and_followed() {
        create("shop", Pods.SIDECAR, Pods.NATIVE_SIDECAR, Pods.PLAIN);
        create("istio-system", Pods.ZTUNNEL);
        PodTargets found = watch();
        await().until(() ->
                keys(found).equals(List.of("shop/cart-0", CART)) && found.problem().isEmpty());

        kubernetes.create(Pods.WAYPOINT);
        delete("cart-0");

        await().until(() -> keys(found).equals(List.of(CART, WAYPOINT)));
    }

    @Test
    void a_proxy_that_is_started_again_is_another_process_of_the_same_target() {
        create("shop", Pods.SIDECAR);
        PodTargets found = watch();
        await().until(() -> keys(found).equals(List.of(CART)));
        String before = found.targets().getFirst().process();

        restarts("restartCount: 2, state", "restartCount: 3, state");

        await().until(() -> !found.targets().getFirst().process().equals(before));
        assertThat(found.targets().getFirst().process()).endsWith("/3");
    }

    @Test
    void a_proxy_that_does_not_run_is_no_target_until_it_runs_again() {
        create("shop", Pods.SIDECAR);
        PodTargets found = watch();
        await().until(() -> keys(found).equals(List.of(CART)));

        restarts("restartCount: 2, state: {running: {}}", "restartCount: 2, state: {waiting: {}}");
        await().until(() -> keys(found).isEmpty());
        restarts("restartCount: 2, state", "restartCount: 3, state");

        await().until(() -> keys(found).equals(List.of(CART)));
    }

    @Test
    void a_pod_that_comes_back_under_its_name_is_another_process_of_the_same_target() {
        create("shop", Pods.NATIVE_SIDECAR);
        PodTargets found = watch();
        await().until(() -> keys(found).equals(List.of("shop/cart-0")));
        String before = found.targets().getFirst().process();

        delete("cart-0");
        kubernetes.create(Pods.NATIVE_SIDECAR);

        await().until(() ->
                found.targets().stream().anyMatch(one -> !one.process().equals(before)));
        assertThat(keys(found)).containsExactly("shop/cart-0");
    }

    @Test
    void only_the_namespaces_that_are_named_are_watched_each_with_a_right_of_its_own() {
        kubernetes.allowToken("t", "meshfuse");
        kubernetes.grant("meshfuse", "list", "", "pods", "shop");
        kubernetes.grant("meshfuse", "watch", "", "pods", "shop");
        create("shop", Pods.SIDECAR);
        create("other", Pods.SIDECAR.replace("namespace: shop", "namespace: other"));
        kubernetes.enforce(true);

        PodTargets found = watch(kubernetes.client("t"), "shop");

        await().until(() -> keys(found).equals(List.of(CART)) && found.problem().isEmpty());
        assertThat(kubernetes.openWatches()).isEqualTo(1);
    }

    @Test
    void without_the_right_to_list_pods_the_reason_is_told_until_it_is_given() {
        kubernetes.allowToken("t", "meshfuse");
        create("shop", Pods.SIDECAR);
        kubernetes.enforce(true);
        PodTargets found = watch(kubernetes.client("t"));
        await().until(() ->
                found.problem()
                        .equals(
                                Optional.of(
                                        "Pods: the API server does not allow to list and watch them")));
        assertThat(found.completeSince()).isEmpty();

        kubernetes.grant("meshfuse", "list", "", "pods", "*");
        kubernetes.grant("meshfuse", "watch", "", "pods", "*");

        await().until(() -> keys(found).equals(List.of(CART)) && found.problem().isEmpty());
        assertThat(log.lines()).filteredOn(line -> line.contains("does not allow")).hasSize(1);
    }

    @Test
    void while_the_api_server_is_away_the_proxies_last_known_stand_and_the_reason_is_told() {
        create("shop", Pods.SIDECAR);
        PodTargets found = watch();
        await().until(() -> keys(found).equals(List.of(CART)) && found.problem().isEmpty());

        kubernetes.faults().always(request -> true, Fault.closeConnection());
        kubernetes.faults().expireWatches();

        await().until(() ->
                found.problem()
                        .filter(reason ->
                                reason.startsWith("Pods: the API server cannot be reached: "))
                        .isPresent());
        assertThat(keys(found)).containsExactly(CART);

        kubernetes.faults().clear();
        delete("cart-v1-5f7d-x2x");
        await().until(() -> keys(found).isEmpty() && found.problem().isEmpty());
    }

    @Test
    void a_right_that_is_taken_away_is_told_though_the_watch_goes_on() {
        kubernetes.allowToken("t", "meshfuse");
        create("shop", Pods.SIDECAR);
        PodTargets found = watch(kubernetes.client("t"));
        await().until(() -> keys(found).equals(List.of(CART)) && kubernetes.openWatches() == 1);

        kubernetes.enforce(true);

        await().until(() ->
                found.problem().filter(reason -> reason.contains("does not allow")).isPresent());
        assertThat(keys(found)).containsExactly(CART);
    }

    @Test
    void an_api_server_that_ends_is_told() {
        create("shop", Pods.SIDECAR);
        PodTargets found = watch();
        await().until(() -> keys(found).equals(List.of(CART)) && kubernetes.openWatches() == 1);

        kubernetes.close();

        await().until(() -> found.problem().isPresent());
        assertThat(keys(found)).containsExactly(CART);
    }

    @Test
    void pods_are_asked_for_in_pages_and_only_those_that_run() {
        create(
                "shop",
                Pods.SIDECAR,
                Pods.SIDECAR.replace("x2x", "y2y").replace("Running", "Failed"));

        PodTargets found = watch();

        await().until(() -> keys(found).equals(List.of(CART)));
        assertThat(kubernetes.requests())
                .filteredOn(request -> request.is("GET", "/pods"))
                .isNotEmpty()
                .allMatch(request ->
                        request.parameter("fieldSelector").equals("status.phase=Running"))
                .anyMatch(request -> request.parameter("limit").equals("500"));
    }

    @Test
    void more_pods_than_a_page_holds_are_all_found() {
        kubernetes.createNamespace("shop");
        for (int i = 0; i < 501; i++) {
            kubernetes.create(Pods.SIDECAR.replace("x2x", "x" + i));
        }

        PodTargets found = watch();

        await().until(() -> found.targets().size() == 501);
    }

    @Test
    void the_list_is_complete_since_all_its_pods_have_been_read() {
        kubernetes.createNamespace("shop");
        kubernetes.faults().always(request -> request.is("GET", "/other/pods"), Fault.status(503));
        PodTargets found = watch(impatientClient(), "shop", "other");
        await().until(() -> kubernetes.openWatches() == 1);
        assertThat(found.completeSince()).isEmpty();

        kubernetes.faults().clear();

        await().until(() -> found.completeSince().equals(Optional.of(NOW)));
    }

    private void create(String namespace, String... pods) {
        kubernetes.createNamespace(namespace);
        for (String pod : pods) {
            kubernetes.create(pod);
        }
    }

    private void delete(String pod) {
        try (KubernetesClient admin = kubernetes.client()) {
            admin.pods().inNamespace("shop").withName(pod).withGracePeriod(0).delete();
        }
    }

    private void restarts(String before, String after) {
        try (KubernetesClient admin = kubernetes.client()) {
            admin.pods()
                    .inNamespace("shop")
                    .withName("cart-v1-5f7d-x2x")
                    .editStatus(pod -> {
                        pod.setStatus(Pods.of(Pods.SIDECAR.replace(before, after)).getStatus());
                        return pod;
                    });
        }
    }

    private PodTargets watch() {
        return watch(impatientClient());
    }

    private PodTargets watch(KubernetesClient with, String... namespaces) {
        client = with;
        PodTargets begun =
                new PodTargets(with, Set.of(namespaces), Clocks.neverSet(() -> NOW), CHECK);
        targets = begun;
        return begun;
    }

    /** A client that reports a failure at once instead of trying again for twenty seconds. */
    private KubernetesClient impatientClient() {
        try (KubernetesClient patient = kubernetes.client()) {
            return new KubernetesClientBuilder()
                    .withConfig(
                            new ConfigBuilder(patient.getConfiguration())
                                    .withRequestRetryBackoffLimit(0)
                                    .build())
                    .build();
        }
    }

    private static List<String> keys(PodTargets found) {
        return found.targets().stream().map(Target::key).sorted().toList();
    }

    private static ConditionFactory await() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20));
    }
}
