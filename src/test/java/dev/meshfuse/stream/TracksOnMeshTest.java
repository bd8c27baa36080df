package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.CountingPolicy.Reporter;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Destination;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.NamespaceFacts;
import dev.meshfuse.definition.PodFacts;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.SplitResolver;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.mesh.MeshBuilder;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import dev.meshfuse.testing.mesh.Workload;
import dev.meshfuse.verdict.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From the bodies of proxies to the sides of a split: a canary of each shape, called in each way,
 * fails, and its failures stand on its side, each once.
 */
class TracksOnMeshTest {
    private static final String STABLE = "stable";
    private static final String CANARY = "canary";
    private static final Duration STEP = Duration.ofSeconds(5);

    /** How the two sides differ. */
    enum Shape {
        REVISION("CanonicalRevision"),
        WORKLOAD("Workload"),
        ROLLOUT_SUBSETS("Pods"),
        ROLLOUT_HOSTS("DestinationService");

        private final String word;

        Shape(String word) {
            this.word = word;
        }

        Workload stable() {
            return side(STABLE, "v1");
        }

        Workload canary() {
            return side(CANARY, "v2");
        }

        private Workload side(String name, String version) {
            Workload plain = Workload.of(name, "cart", version, 2);
            return switch (this) {
                case REVISION -> plain;
                case WORKLOAD -> plain.withRevision("1");
                case ROLLOUT_SUBSETS -> plain.withoutVersion().ofRollout("cart");
                case ROLLOUT_HOSTS ->
                        plain.withoutVersion().ofRollout("cart").withHost("cart-" + name);
            };
        }
    }

    /** Who calls. */
    enum Caller {
        SIDECAR,
        GATEWAY,
        WITHOUT_PROXY;

        Workload workload() {
            return switch (this) {
                case SIDECAR -> Workload.of("web", "web", "v1", 2);
                case GATEWAY -> Workload.gateway("web", 2);
                case WITHOUT_PROXY -> Workload.of("web", "web", "v1", 2).withoutProxy();
            };
        }
    }

    static Stream<Arguments> everyShapeByEveryCaller() {
        return Stream.of(Shape.values())
                .flatMap(shape ->
                        Stream.of(Caller.values()).map(caller -> Arguments.of(shape, caller)));
    }

    @ParameterizedTest
    @MethodSource("everyShapeByEveryCaller")
    void the_failures_of_a_canary_stand_on_its_side_each_once(Shape shape, Caller caller) {
        try (SimulatedMesh mesh = mesh(shape, caller)) {
            Split.Resolved split = resolve(shape, mesh);
            MeshReader reader = begin(shape, mesh, split);
            long healthy = mesh.oracle().endedAt(CANARY);
            long stable = mesh.oracle().endedAt(STABLE);
            mesh.fault(CANARY, Fault.http(503, 0.5));
            mesh.advance(STEP);
            reader.readPods(mesh, mesh.pods());

            Block block = reader.close(CountingPolicy.DEFAULT);

            long failed = mesh.oracle().failuresOf(CANARY);
            long ended = mesh.oracle().endedAt(CANARY) - healthy;
            assertThat(split.rule().word()).isEqualTo(shape.word);
            assertThat(failed).isPositive();
            assertThat(block.canary()).isEqualTo(new Counts(ended - failed, failed, 0));
            assertThat(block.stable())
                    .isEqualTo(new Counts(mesh.oracle().endedAt(STABLE) - stable, 0, 0));
            assertThat(block.unattributed()).isEqualTo(Counts.NONE);
            assertThat(block.callersRead()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("everyShapeByEveryCaller")
    void the_budget_of_the_service_users_call_has_each_request_once(Shape shape, Caller caller) {
        try (SimulatedMesh mesh = mesh(shape, caller)) {
            MeshReader reader = begin(shape, mesh, resolve(shape, mesh));
            long before = mesh.oracle().endedAt(CANARY) + mesh.oracle().endedAt(STABLE);
            Counts counted = reader.counts(CountingPolicy.DEFAULT);
            mesh.advance(STEP);
            reader.readPods(mesh, mesh.pods());

            long all = mesh.oracle().endedAt(CANARY) + mesh.oracle().endedAt(STABLE) - before;

            assertThat(reader.counts(CountingPolicy.DEFAULT))
                    .isEqualTo(counted.plus(new Counts(all, 0, 0)));
        }
    }

    static Stream<Arguments> shapesThatCallersTellApart() {
        return Stream.of(Shape.REVISION, Shape.WORKLOAD, Shape.ROLLOUT_HOSTS)
                .flatMap(shape ->
                        Stream.of(Caller.SIDECAR, Caller.GATEWAY)
                                .map(caller -> Arguments.of(shape, caller)));
    }

    @ParameterizedTest
    @MethodSource("shapesThatCallersTellApart")
    void a_canary_that_cannot_be_reached_fails_on_its_side(Shape shape, Caller caller) {
        try (SimulatedMesh mesh = mesh(shape, caller)) {
            MeshReader reader = begin(shape, mesh, resolve(shape, mesh));
            mesh.fault(CANARY, Fault.unreachable(1));
            mesh.advance(STEP);
            reader.readPods(mesh, mesh.pods());

            Block block = reader.close(CountingPolicy.DEFAULT);

            assertThat(block.canary().bad()).isEqualTo(mesh.oracle().failuresOf(CANARY));
            assertThat(block.unattributed()).isEqualTo(Counts.NONE);
        }
    }

    @Test
    void failures_that_reach_no_pod_of_a_rollout_are_of_no_side_but_are_kept() {
        try (SimulatedMesh mesh = mesh(Shape.ROLLOUT_SUBSETS, Caller.SIDECAR)) {
            MeshReader reader =
                    begin(Shape.ROLLOUT_SUBSETS, mesh, resolve(Shape.ROLLOUT_SUBSETS, mesh));
            mesh.fault(CANARY, Fault.unreachable(0.5));
            mesh.advance(STEP);
            reader.readPods(mesh, mesh.pods());

            Block block = reader.close(CountingPolicy.DEFAULT);

            long failed = mesh.oracle().failuresOf(CANARY);
            assertThat(failed).isPositive();
            assertThat(block.canary().bad()).isZero();
            assertThat(block.stable().bad()).isZero();
            assertThat(block.unattributed()).isEqualTo(new Counts(0, failed, 0));
        }
    }

    @Test
    void a_rollout_is_judged_by_its_pods_whatever_end_the_objective_counts() {
        try (SimulatedMesh mesh = mesh(Shape.ROLLOUT_SUBSETS, Caller.SIDECAR)) {
            MeshReader reader =
                    begin(Shape.ROLLOUT_SUBSETS, mesh, resolve(Shape.ROLLOUT_SUBSETS, mesh));
            mesh.fault(CANARY, Fault.http(503, 1));
            mesh.advance(STEP);
            reader.readPods(mesh, mesh.pods());

            Block block = reader.close(CountingPolicy.DEFAULT.reportedBy(Reporter.Source));

            assertThat(block.canary().bad()).isEqualTo(mesh.oracle().failuresOf(CANARY));
            assertThat(block.unattributed()).isEqualTo(Counts.NONE);
        }
    }

    @Test
    void a_rollout_whose_canary_pods_are_not_read_is_not_seen_though_its_callers_are() {
        try (SimulatedMesh mesh = mesh(Shape.ROLLOUT_SUBSETS, Caller.SIDECAR)) {
            MeshReader reader =
                    begin(Shape.ROLLOUT_SUBSETS, mesh, resolve(Shape.ROLLOUT_SUBSETS, mesh));
            mesh.advance(STEP);
            List<SimulatedPod> others = new ArrayList<>(mesh.pods());
            others.removeAll(mesh.podsOf(CANARY));
            reader.readPods(mesh, others);

            Block block = reader.close(CountingPolicy.DEFAULT);

            assertThat(block.callersRead()).isFalse();
            assertThat(block.canary()).isEqualTo(Counts.NONE);
            assertThat(block.stable().total()).isPositive();
        }
    }

    /** The mesh after its first readings, so that everything from now on is an increment. */
    private static MeshReader begin(Shape shape, SimulatedMesh mesh, Split.Resolved split) {
        Fuse fuse = fuse(shape);
        Definitions definitions =
                new Definitions(
                        Map.of(Shop.slo().id(), Shop.slo()),
                        Map.of(fuse.id(), new ResolvedFuse(fuse, Shop.CART, split)),
                        List.of());
        MeshReader reader = new MeshReader(Shop.CART, definitions);
        mesh.advance(STEP);
        reader.readPods(mesh, mesh.pods());
        reader.close(CountingPolicy.DEFAULT);
        return reader;
    }

    private static SimulatedMesh mesh(Shape shape, Caller caller) {
        MeshBuilder builder =
                SimulatedMesh.builder()
                        .noise(30)
                        .workload(caller.workload())
                        .workload(shape.stable())
                        .workload(shape.canary())
                        .edge("web", "cart", 100);
        SimulatedMesh mesh = builder.build();
        mesh.setWeights("cart", Map.of(STABLE, 80, CANARY, 20));
        return mesh;
    }

    private static Fuse fuse(Shape shape) {
        Fuse plain = Shop.fuse();
        boolean hosts = shape == Shape.ROLLOUT_HOSTS;
        return new Fuse(
                plain.id(),
                1,
                plain.slos(),
                plain.target(),
                hosts ? new Destination("cart-stable", null) : new Destination("cart", STABLE),
                hosts ? new Destination("cart-canary", null) : new Destination("cart", CANARY),
                Set.of(Fuse.Trigger.Evidence),
                Fuse.Mode.Enforce,
                plain.policy());
    }

    /** The split as the cluster would show it: the pods of the mesh, with their own labels. */
    private static Split.Resolved resolve(Shape shape, SimulatedMesh mesh) {
        Map<String, String> stable = sideLabels(shape, mesh.podsOf(STABLE).getFirst());
        Map<String, String> canary = sideLabels(shape, mesh.podsOf(CANARY).getFirst());
        NamespaceFacts facts =
                new NamespaceFacts(
                        Map.of(
                                "cart",
                                Map.of("app", "cart"),
                                "cart-stable",
                                stable,
                                "cart-canary",
                                canary),
                        List.of(
                                new NamespaceFacts.Subsets(
                                        "cart", "cart", Map.of(STABLE, stable, CANARY, canary))),
                        mesh.pods().stream().map(TracksOnMeshTest::facts).toList());
        return (Split.Resolved) SplitResolver.resolve(fuse(shape), facts, Optional.empty());
    }

    private static Map<String, String> sideLabels(Shape shape, SimulatedPod pod) {
        String label =
                switch (shape) {
                    case REVISION, WORKLOAD -> "version";
                    case ROLLOUT_SUBSETS, ROLLOUT_HOSTS -> "rollouts-pod-template-hash";
                };
        Map<String, String> labels = new HashMap<>(Map.of("app", "cart"));
        labels.put(label, pod.labels().getOrDefault(label, "none"));
        return labels;
    }

    private static PodFacts facts(SimulatedPod pod) {
        String workload =
                PodFacts.workloadOf(
                        pod.name(),
                        pod.labels(),
                        "ReplicaSet",
                        pod.workload() + "-" + pod.templateHash());
        return new PodFacts(
                pod.name(), pod.labels(), workload, Set.of("cart:1"), pod.ready(), false);
    }
}
