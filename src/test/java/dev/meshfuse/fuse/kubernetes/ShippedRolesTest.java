package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.definition.BudgetStatus;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.kubernetes.ClusterDefinitions;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.FuseMemory;
import dev.meshfuse.fuse.FusePhase;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.scrape.CollectorTime;
import dev.meshfuse.scrape.kubernetes.PodTargets;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import dev.meshfuse.testing.kubernetes.ShippedRoles;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The roles that are shipped grant what the program does, and nothing else. What it does is noted
 * by an API server that refuses what the roles do not grant.
 */
class ShippedRolesTest {
    private static final Path SCENARIOS =
            Path.of("src", "test", "resources", "scenarios", "targets");

    private static final String OBJECTS =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec: {selector: {app: cart}, ports: [{port: 80}]}
            ---
            apiVersion: meshfuse.dev/v1alpha1
            kind: ServiceLevelObjective
            metadata: {name: cart-availability, namespace: shop}
            spec: {service: {name: cart}, objective: "99.9%"}
            ---
            """;

    @Test
    void every_file_of_the_folder_is_applied() {
        assertThat(ShippedRoles.files())
                .containsExactlyInAnyOrderElementsOf(ShippedRoles.present());
    }

    @Test
    void nothing_is_granted_by_a_star() {
        for (String file : ShippedRoles.files()) {
            assertThat(ShippedRoles.granted(file)).noneMatch(one -> one.contains("*"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "VirtualService, virtual-services.yaml",
        "HTTPRoute GRPCRoute, gateway-api.yaml",
        "Rollout, argo-rollouts.yaml",
        "Canary, flagger.yaml"
    })
    void the_role_for_a_kind_of_target_grants_what_acting_on_it_takes(String kinds, String file) {
        Set<String> used = new TreeSet<>();
        for (String given : scenarios(Set.of(kinds.split(" ", -1)))) {
            used.addAll(actedOn(given));
        }

        used.removeIf(one -> one.contains("meshfuse.dev"));
        assertThat(used).isEqualTo(ShippedRoles.granted(file));
    }

    @Test
    void the_other_roles_grant_what_reading_and_saying_takes() {
        try (InProcessKubernetes kubernetes = CartCluster.start();
                KubernetesClient account = CartCluster.accountClient(kubernetes)) {
            kubernetes.apply(
                    "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels:"
                            + " {meshfuse.dev/default-slos: enabled}}}");
            kubernetes.create(OBJECTS + CartCluster.FUSE);
            Set<String> granted = new TreeSet<>();
            for (String file : List.of("base.yaml", "discovery.yaml", "default-objectives.yaml")) {
                granted.addAll(ShippedRoles.granted(file));
            }

            remember(account);
            try (ClusterDefinitions definitions = definitions(account);
                    KubernetesEvents events = events(account);
                    PodTargets targets = targets(account)) {
                events.tell(
                        new FuseEvent(
                                FuseEvent.Type.SKIPPED,
                                Shop.CART,
                                "e1",
                                1,
                                OnCluster.NOW,
                                "It was not done.",
                                null,
                                List.of(),
                                null,
                                null));
                definitions.start();
                definitions.reportBudgets(() -> Map.of(Shop.slo().id(), HALF));

                await().untilAsserted(() ->
                        assertThat(withoutTarget(kubernetes.used(ShippedRoles.ACCOUNT)))
                                .isEqualTo(granted));
                assertThat(targets.targets()).isEmpty();
            }
        }
    }

    private static final BudgetStatus HALF =
            new BudgetStatus(Optional.of(new BigDecimal("0.5")), Optional.empty());

    /** A fuse's target is looked at whenever the fuse is. */
    private static Set<String> withoutTarget(Set<String> used) {
        Set<String> rest = new TreeSet<>(used);
        rest.removeAll(ShippedRoles.granted("virtual-services.yaml"));
        return rest;
    }

    private static KubernetesEvents events(KubernetesClient account) {
        return new KubernetesEvents(account, OnCluster.MAPPER, "meshfuse-0", outcome -> {});
    }

    private static void remember(KubernetesClient account) {
        new ClusterMesh(
                        account,
                        () -> Shop.defined(Shop.fuse(), Shop.SPLIT),
                        Mode.Enforce,
                        OnCluster.MAPPER)
                .open(Shop.CART)
                .remember(FuseMemory.NEW.answered("e1"));
    }

    private static ClusterDefinitions definitions(KubernetesClient account) {
        return new ClusterDefinitions(
                account, Shop.CLUSTER, DefinitionReader.USUAL_INTERVAL, Clock.systemUTC());
    }

    private static PodTargets targets(KubernetesClient account) {
        return new PodTargets(
                account, Set.of(), new CollectorTime(Clock.systemUTC(), System::nanoTime));
    }

    /** Trips the fuse of a scenario, and takes back what that did. */
    private static Set<String> actedOn(String given) {
        try (TargetCluster cluster = new TargetCluster(given)) {
            if (cluster.target() instanceof TargetView.Splitting) {
                cluster.actor.answer(OnCluster.burns());
                FuseActor.Session session = cluster.open();
                if (session.observed().target() instanceof TargetView.Splitting tripped
                        && session.observed().memory().phase() instanceof FusePhase.Tripped phase) {
                    session.shift(tripped.restored(phase.trip().recorded()));
                }
            }
            return cluster.kubernetes.used(ShippedRoles.ACCOUNT);
        }
    }

    private static List<String> scenarios(Set<String> kinds) {
        try (Stream<Path> folders = Files.list(SCENARIOS)) {
            return folders.map(ShippedRolesTest::given)
                    .filter(given -> kinds.contains(target(given)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String given(Path folder) {
        try {
            return Files.readString(folder.resolve("given.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(String given) {
        return TargetCluster.documents(given).stream()
                .filter(object -> object.path("kind").asText().equals("Fuse"))
                .map(object -> object.at("/spec/targetRef/kind").asText())
                .findFirst()
                .orElseThrow();
    }
}
