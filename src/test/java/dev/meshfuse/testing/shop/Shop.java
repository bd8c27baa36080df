package dev.meshfuse.testing.shop;

import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import dev.meshfuse.testing.kubernetes.ShippedRoles;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.mesh.MeshBuilder;
import dev.meshfuse.testing.mesh.Oracle;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.Workload;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRoute;
import io.fabric8.istio.api.networking.v1.VirtualService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The shop: a gateway, a front end, and a cart with a canary at 10 %, on a simulated mesh whose
 * traffic follows the weights of the VirtualService in an in-process API server, beside a real
 * broker.
 */
public final class Shop implements AutoCloseable {
    public static final String NAMESPACE = "shop";
    public static final String STABLE = "cart-v1";
    public static final String CANARY = "cart-v2";

    /** Requests a second to the cart, of which the canary gets a tenth. */
    public static final double CART_RATE = 100;

    /** Who calls whom, requests a second. */
    private record Edge(String caller, String service, double rate) {}

    private static final List<Edge> EDGES =
            List.of(
                    new Edge("gateway-istio", "frontend", 60),
                    new Edge("frontend", "cart", CART_RATE),
                    new Edge("frontend", "catalog", 80),
                    new Edge(STABLE, "payments", 20));

    private static final Path CRDS = Path.of("kubernetes", "crds");
    private static final Path EXAMPLE = Path.of("kubernetes", "examples", "cart.yaml");

    /** One request in 5000 fails while all is well. */
    private static final double HEALTHY_ERROR_RATIO = 0.0002;

    private final EmbeddedBroker broker;
    private final InProcessKubernetes kubernetes;
    private final SimulatedMesh mesh;
    private final PodFollower pods;
    private final WeightFollower follower;
    private final Path kubeconfig;

    private Shop(EmbeddedBroker broker) throws IOException {
        this.broker = broker;
        this.kubernetes = InProcessKubernetes.start();
        this.mesh = mesh();
        this.kubeconfig =
                kubernetes.writeKubeconfig(
                        Files.createTempFile("meshfuse", ".kubeconfig"), ShippedRoles.TOKEN);
        kubernetes.createNamespace(NAMESPACE);
        ClusterObjects.services().forEach(kubernetes::apply);
        this.pods = new PodFollower(mesh, kubernetes);
        kubernetes.apply(CRDS);
        kubernetes.apply(resource("/shop/mesh.yaml"), EXAMPLE);
        ShippedRoles.install(kubernetes);
        this.follower = new WeightFollower(kubernetes.client(), mesh);
    }

    /** Opens the shop; customers come in real time. */
    public static Shop open() {
        return open(EmbeddedBroker.start());
    }

    /**
     * Opens it beside a broker.
     *
     * @param broker closed with the shop
     */
    public static Shop open(EmbeddedBroker broker) {
        Shop shop = prepare(broker);
        shop.mesh.start();
        return shop;
    }

    /**
     * The shop after a day's work: its proxies have counted requests between all that ever talk to
     * each other, nobody is in it any more, and time goes on.
     */
    public static Shop afterHours() {
        return afterHours(EmbeddedBroker.start());
    }

    /** The same beside a broker of one's own, which it closes. */
    public static Shop afterHours(EmbeddedBroker broker) {
        Shop shop = prepare(broker);
        shop.mesh.advance(Duration.ofSeconds(20));
        shop.lockDoors();
        shop.mesh.advance(Duration.ofSeconds(10));
        shop.mesh.start();
        return shop;
    }

    private static Shop prepare(EmbeddedBroker broker) {
        try {
            return new Shop(broker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SimulatedMesh mesh() {
        MeshBuilder builder =
                SimulatedMesh.builder()
                        .namespace(NAMESPACE)
                        .startingAt(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS))
                        .gateway("gateway-istio", 1)
                        .workload("frontend", "frontend", "v1", 2)
                        .workload(
                                Workload.of(STABLE, "cart", "v1", 3)
                                        .withErrorRatio(HEALTHY_ERROR_RATIO))
                        .workload(
                                Workload.of(CANARY, "cart", "v2", 2)
                                        .withErrorRatio(HEALTHY_ERROR_RATIO))
                        .workload("catalog", "catalog", "v1", 2)
                        .workload("payments", "payments", "v1", 2);
        EDGES.forEach(edge -> builder.edge(edge.caller(), edge.service(), edge.rate()));
        return builder.build();
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(Shop.class.getResource(name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What Meshfuse must be told to watch this shop. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
        settings.put("meshfuse.topics.partitions", "3");
        settings.put("meshfuse.topics.replication-factor", "1");
        settings.put("meshfuse.auth.mode", "none");
        return settings;
    }

    /** The same, where the proxies are to be found by a list instead of by their pods. */
    public Map<String, String> settingsWithList() {
        Map<String, String> settings = settings();
        settings.put("meshfuse.telemetry.discovery", "http-sd");
        settings.put("meshfuse.telemetry.http-sd.url", mesh.httpSdUrl());
        settings.put("meshfuse.telemetry.http-sd.refresh", "1s");
        return settings;
    }

    /** For the environment variable KUBECONFIG: that of an account with the shipped roles. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    public EmbeddedBroker broker() {
        return broker;
    }

    public InProcessKubernetes kubernetes() {
        return kubernetes;
    }

    /** Nobody comes any more; those who are here are served. */
    public void lockDoors() {
        EDGES.forEach(edge -> mesh.setRate(edge.caller(), edge.service(), 0));
    }

    /** Customers come as before. */
    public void openDoors() {
        EDGES.forEach(edge -> mesh.setRate(edge.caller(), edge.service(), edge.rate()));
    }

    /** Defines how long the catalog may take, and lets a fifth of its answers take longer. */
    public void slowCatalog() {
        kubernetes.apply(resource("/shop/latency.yaml"));
        mesh.fault("catalog", Fault.slow(Duration.ofMillis(300), 0.2));
    }

    /** Lets the canary fail. */
    public void breakCanary(Fault fault) {
        mesh.fault(CANARY, fault);
    }

    /** Lets both versions of the cart fail alike, as when something both need does. */
    public void breakBoth(Fault fault) {
        mesh.fault(STABLE, fault);
        mesh.fault(CANARY, fault);
    }

    /** Both versions of the cart are as they were at the beginning. */
    public void mend() {
        mesh.clearFault(STABLE);
        mesh.clearFault(CANARY);
    }

    /** Rolls out another template of the canary: other pods, with another hash. */
    public void releaseCanary() {
        mesh.release(CANARY);
    }

    /** Gives both versions of the cart their weights, as its team does. */
    public void weigh(int stable, int canary) {
        kubernetes
                .client()
                .resources(VirtualService.class)
                .inNamespace(NAMESPACE)
                .withName("cart")
                .edit(service -> {
                    service.getSpec().getHttp().stream()
                            .map(HTTPRoute::getRoute)
                            .filter(route -> route.size() > 1)
                            .forEach(route -> {
                                route.getFirst().setWeight(stable);
                                route.getLast().setWeight(canary);
                            });
                    return service;
                });
    }

    /** What really happened. */
    public Oracle oracle() {
        return mesh.oracle();
    }

    public SimulatedMesh simulation() {
        return mesh;
    }

    /** The cart's VirtualService as it is now. */
    public VirtualService virtualService() {
        return kubernetes
                .client()
                .resources(VirtualService.class)
                .inNamespace(NAMESPACE)
                .withName("cart")
                .require();
    }

    /** The time all instants here are on. */
    public static Instant now() {
        return Clock.systemUTC().instant();
    }

    @Override
    public void close() {
        follower.close();
        pods.close();
        mesh.close();
        kubernetes.close();
        broker.close();
        try {
            Files.deleteIfExists(kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
