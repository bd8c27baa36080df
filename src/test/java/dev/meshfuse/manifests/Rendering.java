package dev.meshfuse.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Something that can be installed.
 *
 * @param name what it is called in the name of a test
 * @param folder that is rendered
 * @param components that are added to it
 */
record Rendering(String name, Path folder, List<Path> components) {
    static final Path ROOT = Path.of("kubernetes");

    static final Rendering BASE = of("base");
    static final Rendering MONITORING = of("monitoring");
    static final Rendering STANDALONE = of("overlays/standalone");
    static final Rendering STRIMZI = of("overlays/strimzi");
    static final Rendering OBSERVE = of("overlays/observe");
    static final Rendering CERTIFIED = of("overlays/strimzi", "cert-manager");
    static final Rendering IN_MESH = of("overlays/standalone", "mesh-mtls");
    static final Rendering OBSERVING = of("overlays/strimzi", "observe");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<Rendering, List<JsonNode>> RENDERED = new ConcurrentHashMap<>();

    /** All that there are; each component is in one of them. */
    static Stream<Rendering> all() {
        return Stream.of(
                BASE, MONITORING, STANDALONE, STRIMZI, OBSERVE, CERTIFIED, IN_MESH, OBSERVING);
    }

    /** Those that run Meshfuse. */
    static Stream<Rendering> installations() {
        return all().filter(one -> !one.equals(MONITORING));
    }

    private static Rendering of(String folder, String... components) {
        List<Path> added =
                Stream.of(components).map(one -> ROOT.resolve("components").resolve(one)).toList();
        return new Rendering(
                String.join(" with ", folder, String.join(", ", components)),
                ROOT.resolve(folder),
                added);
    }

    /** Its objects. */
    List<JsonNode> objects() {
        return RENDERED.computeIfAbsent(this, one -> documents(one.render()));
    }

    /** Objects of a kind. */
    List<JsonNode> objects(String kind) {
        return objects().stream().filter(one -> one.path("kind").asText().equals(kind)).toList();
    }

    /** The one object of a kind with a name. */
    JsonNode object(String kind, String name) {
        List<JsonNode> found =
                objects(kind).stream().filter(one -> nameOf(one).equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError("%d objects %s/%s".formatted(found.size(), kind, name));
        }
        return found.getFirst();
    }

    /** What runs Meshfuse. */
    JsonNode meshfuse() {
        return object("StatefulSet", "meshfuse");
    }

    static String nameOf(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** The pods' template of a StatefulSet. */
    static JsonNode pod(JsonNode workload) {
        return workload.at("/spec/template/spec");
    }

    static List<JsonNode> documents(String yaml) {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return all.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String render() {
        Path scratch = Path.of("target", "rendered", name.replaceAll("[^a-z-]+", "-"));
        return components.isEmpty()
                ? Kustomize.render(folder)
                : Kustomize.render(folder, components, scratch);
    }

    @Override
    public String toString() {
        return name;
    }
}
