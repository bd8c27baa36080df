package dev.meshfuse.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads one object of our kinds from a parsed tree: maps, lists, texts, numbers and booleans as a
 * YAML or JSON parser gives them. All that is wrong with the object is found at once; what one
 * object cannot show by itself is found by {@link DefinitionSet}.
 */
public final class DefinitionReader {
    private static final String GROUP = "meshfuse.dev";
    public static final String API_VERSION = GROUP + "/v1alpha1";
    public static final String SLO = "ServiceLevelObjective";
    public static final String FUSE = "Fuse";

    private static final Set<String> KINDS = Set.of(SLO, FUSE);

    // RFC 1123 subdomain, as Kubernetes wants names; above all no slash, which parts a record key.
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    /** How often proxies are read unless {@code meshfuse.telemetry.interval} says otherwise. */
    public static final Duration USUAL_INTERVAL = Duration.ofSeconds(5);

    private final String cluster;
    private final Duration interval;

    /** Reads for proxies that are read as often as usual. */
    public DefinitionReader(String cluster) {
        this(cluster, USUAL_INTERVAL);
    }

    /**
     * @param cluster name of the cluster that every identity read here belongs to
     * @param interval how often proxies are read, setting {@code meshfuse.telemetry.interval}; no
     *     window can be shorter
     */
    public DefinitionReader(String cluster, Duration interval) {
        this.cluster = cluster;
        this.interval = interval;
    }

    /** Reads an object that an API server keeps, with its generation. */
    public Definition read(Map<String, ?> tree) {
        long generation =
                tree.get("metadata") instanceof Map<?, ?> metadata
                                && metadata.get("generation") instanceof Number number
                        ? number.longValue()
                        : 0;
        return read(tree, nameIn(tree), generation);
    }

    /**
     * Reads an object that nobody keeps generations of.
     *
     * @param origin where it came from, for people
     */
    public Definition read(Map<String, ?> tree, String origin) {
        return read(tree, origin, 0);
    }

    /** Whether an object claims to be of ours; any other is somebody else's. */
    public static boolean concerns(Map<?, ?> tree) {
        return !(tree.get("apiVersion") instanceof String version)
                || !(tree.get("kind") instanceof String kind)
                || version.startsWith(GROUP + "/")
                || KINDS.contains(kind);
    }

    private Definition read(Map<String, ?> tree, String origin, long generation) {
        List<Fault> faults = new ArrayList<>();
        Node root = Node.root(tree, faults);
        Node apiVersion = root.field("apiVersion").required();
        apiVersion
                .text()
                .filter(text -> !text.equals(API_VERSION))
                .ifPresent(text ->
                        apiVersion.fault("is '%s'; it must be %s".formatted(text, API_VERSION)));
        Node kind = root.field("kind").required();
        String kindText = kind.text().orElse("");
        Optional<ResourceId> id =
                KINDS.contains(kindText)
                        ? identity(root.field("metadata").required())
                        : Optional.empty();
        Optional<? extends Definition> definition =
                switch (kindText) {
                    case SLO ->
                            read(root, new SloReader(id, generation, interval))
                                    .map(slo -> new Definition.OfSlo(origin, slo));
                    case FUSE ->
                            read(root, new FuseReader(id, generation))
                                    .map(fuse -> new Definition.OfFuse(origin, fuse));
                    default -> {
                        kind.fault("is '%s'; it must be %s or %s".formatted(kindText, SLO, FUSE));
                        yield Optional.empty();
                    }
                };
        return faults.isEmpty() && definition.isPresent()
                ? definition.get()
                : new Definitions.Refused(kindText, origin, id, faults);
    }

    /** Reads the spec of one kind. */
    @FunctionalInterface
    interface SpecReader<T> {
        Optional<T> read(Node spec);
    }

    private static <T> Optional<T> read(Node root, SpecReader<T> reader) {
        Optional<T> spec = reader.read(root.field("spec").required());
        // What the API server or we ourselves wrote beside what the user did.
        root.field("status");
        root.nothingElse();
        return spec;
    }

    /** Everything else in metadata belongs to Kubernetes. */
    private Optional<ResourceId> identity(Node metadata) {
        Optional<String> namespace =
                metadata.field("namespace").required().parsed(DefinitionReader::checkedName);
        Optional<String> name =
                metadata.field("name").required().parsed(DefinitionReader::checkedName);
        return namespace.flatMap(space -> name.map(local -> new ResourceId(cluster, space, local)));
    }

    /**
     * A name as Kubernetes allows it.
     *
     * @throws IllegalArgumentException when it is none
     */
    static String checkedName(String text) {
        if (text.length() > 253 || !NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a name: lower-case letters, digits, '-' and '.' only");
        }
        return text;
    }

    private static String nameIn(Map<String, ?> tree) {
        return tree.get("metadata") instanceof Map<?, ?> metadata
                ? metadata.get("namespace") + "/" + metadata.get("name")
                : "?";
    }
}
