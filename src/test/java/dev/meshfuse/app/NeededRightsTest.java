package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.fuse.kubernetes.Permission;
import dev.meshfuse.fuse.kubernetes.Rights;
import dev.meshfuse.fuse.kubernetes.RightsCheck;
import dev.meshfuse.fuse.kubernetes.RightsCheck.Need;
import dev.meshfuse.fuse.kubernetes.RoleFile;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import dev.meshfuse.testing.kubernetes.ShippedRoles;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which permissions are asked for, by settings and definitions. */
class NeededRightsTest {
    private static final Definitions CART = Shop.defined(Shop.fuse(), Shop.SPLIT);

    private static final Map<String, String> LITTLE =
            Map.of(
                    "meshfuse.definitions", "files",
                    "meshfuse.auth.mode", "none");

    private static List<Need> needs(Map<String, String> settings, Definitions definitions) {
        return NeededRights.of(StartupChecksTest.config(settings), definitions);
    }

    @Test
    void without_the_cluster_nothing_is_needed() {
        assertThat(needs(LITTLE, Definitions.NONE)).isEmpty();
    }

    @Test
    void everything_that_is_granted_for_reading_and_saying_is_asked_for() {
        Map<String, String> all =
                Map.of(
                        "meshfuse.telemetry.discovery", "kubernetes",
                        "meshfuse.auth.mode", "kubernetes");
        Set<Permission> asked = new HashSet<>();
        needs(all, CART).forEach(need -> asked.addAll(need.permissions()));

        Set<Permission> granted = new HashSet<>();
        List.of(RoleFile.BASE, RoleFile.DISCOVERY, RoleFile.DEFAULT_OBJECTIVES, RoleFile.CALLERS)
                .forEach(file -> granted.addAll(file.permissions()));
        assertThat(asked).isEqualTo(granted);
    }

    @Test
    void pods_are_needed_in_the_namespaces_that_are_read() {
        List<Need> needs =
                needs(
                        Map.of(
                                "meshfuse.definitions", "files",
                                "meshfuse.auth.mode", "none",
                                "meshfuse.telemetry.discovery", "kubernetes",
                                "meshfuse.telemetry.kubernetes.namespaces", "shop,bank"),
                        Definitions.NONE);

        assertThat(needs).extracting(Need::file).containsExactly(RoleFile.DISCOVERY);
        assertThat(needs.getFirst().namespaces()).containsExactlyInAnyOrder("shop", "bank");
    }

    @Test
    void rules_of_subsets_are_needed_by_a_fuse_that_names_some() {
        assertThat(needs(LITTLE, CART)).extracting(Need::purpose).anyMatch(this::isOfSubsets);
        assertThat(needs(LITTLE, Shop.defined(Shop.fuseOfHosts(), Shop.SPLIT)))
                .extracting(Need::purpose)
                .isNotEmpty()
                .noneMatch(this::isOfSubsets);
    }

    private boolean isOfSubsets(String purpose) {
        return purpose.contains("subsets");
    }

    @ParameterizedTest
    @CsvSource({
        "base.yaml, false, list fuses.meshfuse.dev",
        "discovery.yaml, true, none",
        "callers.yaml, false, create tokenreviews.authentication.k8s.io",
        "default-objectives.yaml, true, none"
    })
    void without_a_file_readiness_says_what_is_missing_if_nothing_goes_without_it(
            String file, boolean ready, String reason) {
        try (InProcessKubernetes kubernetes = InProcessKubernetes.start()) {
            kubernetes.apply(CartCluster.CRDS);
            ShippedRoles.install(kubernetes, file);
            try (KubernetesClient account = CartCluster.accountClient(kubernetes)) {
                RightsCheck check =
                        new RightsCheck(
                                new Rights(account, Clock.systemUTC()),
                                () ->
                                        needs(
                                                Map.of(
                                                        "meshfuse.telemetry.discovery",
                                                        "kubernetes"),
                                                CART));
                check.look();

                HealthCheckResponse told = new Readiness().permissions(check).call();
                assertThat(told.getStatus() == HealthCheckResponse.Status.UP).isEqualTo(ready);
                assertThat(String.valueOf(told.getData().orElseThrow().get("reason")))
                        .contains(ready ? "none" : reason)
                        .contains(ready ? "none" : "kubernetes/rbac/" + file);
            }
        }
    }
}
