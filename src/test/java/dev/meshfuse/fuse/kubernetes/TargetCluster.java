package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An API server with a fuse for any kind of target, and what acts on it. */
final class TargetCluster implements AutoCloseable {
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Stands in objects for the UID of the Canary, which the API server chooses. */
    private static final String UID_OF_CANARY = "UID-OF-CANARY";

    final InProcessKubernetes kubernetes = CartCluster.start();
    final KubernetesClient client = CartCluster.impatientClient(kubernetes);
    final KubernetesClient account = CartCluster.accountClient(kubernetes);
    final List<FuseEvent> events = new ArrayList<>();
    final Definitions definitions;
    final ClusterMesh mesh;
    final FuseActor actor;

    /**
     * @param given objects as YAML, a Fuse named cart among them
     */
    TargetCluster(String given) {
        List<ObjectNode> objects = documents(given);
        this.definitions = definitions(objects);
        for (ObjectNode object : objects) {
            kubernetes.create(object.toString().replace(UID_OF_CANARY, uidOfCanary()));
        }
        this.mesh = new ClusterMesh(account, () -> definitions, Mode.Enforce, MAPPER);
        this.actor = new FuseActor(mesh, (event, next) -> events.add(event), OnCluster.CLOCK);
    }

    private static Definitions definitions(List<ObjectNode> objects) {
        ObjectNode tree =
                objects.stream()
                        .filter(object -> object.path("kind").asText().equals("Fuse"))
                        .findFirst()
                        .orElseThrow();
        Definition read =
                new DefinitionReader(Shop.CLUSTER)
                        .read(
                                MAPPER.convertValue(
                                        tree, new TypeReference<Map<String, Object>>() {}));
        if (read instanceof Definition.OfFuse found) {
            Fuse fuse = found.fuse();
            return Shop.defined(fuse, Shop.SPLIT);
        }
        throw new IllegalArgumentException("no fuse: " + read);
    }

    private String uidOfCanary() {
        return client
                .genericKubernetesResources("flagger.app/v1beta1", "Canary")
                .inNamespace("shop")
                .list()
                .getItems()
                .stream()
                .map(canary -> canary.getMetadata().getUid())
                .findFirst()
                .orElse(UID_OF_CANARY);
    }

    FuseActor.Session open() {
        return mesh.open(Shop.CART);
    }

    TargetView target() {
        return open().observed().target();
    }

    TargetView.Splitting splitting() {
        return (TargetView.Splitting) target();
    }

    /** An object as it is now, without what the API server keeps for itself. */
    ObjectNode object(JsonNode like) {
        ObjectNode tree =
                MAPPER.valueToTree(
                        client.genericKubernetesResources(
                                        like.path("apiVersion").asText(),
                                        like.path("kind").asText())
                                .inNamespace(like.at("/metadata/namespace").asText())
                                .withName(like.at("/metadata/name").asText())
                                .get());
        ObjectNode metadata = (ObjectNode) tree.path("metadata");
        metadata.retain("name", "namespace", "labels", "annotations", "ownerReferences");
        // As in the file that it is compared with.
        JsonNode comparable = parsed(tree.toString().replace(uidOfCanary(), UID_OF_CANARY));
        return (ObjectNode) comparable;
    }

    static List<ObjectNode> documents(String yaml) {
        return Stream.of(yaml.split("(?m)^---$"))
                .filter(text -> !text.isBlank())
                .map(text -> (ObjectNode) parsed(text))
                .toList();
    }

    static JsonNode parsed(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        account.close();
        client.close();
        kubernetes.close();
    }
}
