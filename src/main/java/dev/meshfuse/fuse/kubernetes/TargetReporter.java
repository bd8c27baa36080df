package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.fuse.FusePhase;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Says in the status of each fuse whether its target can be acted on, who else decides about it,
 * and whether a trip would be taken, before it matters: conditions {@code TargetReady}, {@code
 * Owned} and {@code Rehearsed}. Looks every half minute; a trip looks anew. Every replica does, and
 * writes only what differs.
 */
public final class TargetReporter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TargetReporter.class);

    private static final String READY = "TargetReady";
    private static final String OWNED = "Owned";

    /** Two or three calls to the API server a fuse; what it costs must not be felt. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

    /** Words of phases in which a fuse has nothing to lose sight of. */
    private static final Set<String> ARMED = Set.of("", new FusePhase.Armed().word());

    private static final int LONGEST = 32_768;

    private final Definitions.Source definitions;
    private final Targets targets;
    private final TargetRights rights;
    private final Rehearsals rehearsals;
    private final FuseObjects fuses;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Consumer<ResourceId> acted;
    private final ScheduledExecutorService worker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("meshfuse-targets").factory());

    /** What was last said to be missing; only the thread that looks. */
    private final Map<ResourceId, String> forbidden = new HashMap<>();

    /** Whether each fuse could have acted at the last look. */
    private final Map<ResourceId, Boolean> ready = new ConcurrentHashMap<>();

    /**
     * @param upperBound the most that any fuse may do
     * @param rights what the account may do
     * @param clock of the times in conditions
     * @param acted hears of each fuse that is not merely armed, with every look: somebody may have
     *     changed its target since
     */
    public TargetReporter(
            KubernetesClient client,
            Definitions.Source definitions,
            Mode upperBound,
            Rights rights,
            ObjectMapper mapper,
            Clock clock,
            Consumer<ResourceId> acted) {
        this.definitions = definitions;
        this.targets = new Targets(client, mapper);
        this.rights = new TargetRights(rights, new TargetObjects(client, mapper), upperBound);
        this.fuses = new FuseObjects(client);
        this.rehearsals =
                new Rehearsals(fuses, new TargetObjects(client, mapper), upperBound, mapper, clock);
        this.mapper = mapper;
        this.clock = clock;
        this.acted = acted;
    }

    /** Begins to look and returns at once. */
    public void start() {
        var unused =
                worker.scheduleWithFixedDelay(
                        this::look, 1, BETWEEN_LOOKS.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Whether each fuse could have acted when its target was looked at last: it splits as the fuse
     * says, and a trip would not be refused. Without those of which that is not known.
     */
    public Map<ResourceId, Boolean> ready() {
        return Map.copyOf(ready);
    }

    /** Looks at the targets of all fuses, and writes what differs. */
    void look() {
        Map<ResourceId, ResolvedFuse> all = definitions.current().fuses();
        forbidden.keySet().retainAll(all.keySet());
        rehearsals.retain(all.keySet());
        ready.keySet().retainAll(all.keySet());
        for (ResolvedFuse fuse : all.values()) {
            try {
                report(fuse.fuse());
            } catch (MeshException e) {
                LOG.debugf(
                        "fuse=%s reason=\"%s\" conditions not written, tried again",
                        fuse.fuse().id().local(), e.getMessage());
            } catch (RuntimeException e) {
                LOG.errorf(e, "fuse=%s target not looked at", fuse.fuse().id().local());
            }
        }
    }

    private void report(Fuse fuse) {
        Optional<String> missing = rights.missing(fuse);
        tell(fuse.id(), missing);
        var object = fuses.read(fuse.id());
        if (object == null) {
            return; // defined by a file
        }
        JsonNode status = mapper.valueToTree(object.getAdditionalProperties().get("status"));
        JsonNode present = status.path("conditions");
        Long generation = object.getMetadata().getGeneration();
        long observed = generation == null ? 0 : generation;
        List<Condition> found = conditions(fuse, missing, object);
        ArrayNode next = mapper.createArrayNode();
        for (JsonNode condition : present) {
            String type = condition.path("type").asText();
            if (found.stream().noneMatch(one -> one.type().equals(type))) {
                next.add(condition);
            }
        }
        boolean differs = false;
        for (Condition condition : noted(fuse.id(), found)) {
            JsonNode before = find(present, condition.type());
            ObjectNode written = written(condition, before, observed);
            differs |= !isSame(written, before);
            next.add(written);
        }
        if (differs) {
            ObjectNode patch = mapper.createObjectNode();
            patch.putObject("metadata")
                    .put("resourceVersion", object.getMetadata().getResourceVersion());
            patch.putObject("status").set("conditions", next);
            fuses.writeStatus(fuse.id(), patch);
        }
        if (!ARMED.contains(status.path("phase").asText())) {
            acted.accept(fuse.id());
        }
    }

    private List<Condition> noted(ResourceId fuse, List<Condition> found) {
        Set<String> said =
                found.stream()
                        .filter(one -> !one.type().equals(OWNED))
                        .map(one -> one.type() + one.status())
                        .collect(Collectors.toSet());
        if (said.contains(READY + "False") || said.contains(Rehearsals.TYPE + "False")) {
            ready.put(fuse, false);
        } else if (said.contains(READY + "True")) {
            ready.put(fuse, true);
        } else {
            ready.remove(fuse);
        }
        return found;
    }

    /** Once, for a fuse that is defined by a file too. */
    private void tell(ResourceId fuse, Optional<String> missing) {
        String before =
                missing.isPresent() ? forbidden.put(fuse, missing.get()) : forbidden.remove(fuse);
        if (missing.isPresent() && !missing.get().equals(before)) {
            LOG.warnf(
                    "fuse=%s reason=\"%s\" cannot act on its target", fuse.local(), missing.get());
        } else if (missing.isEmpty() && before != null) {
            LOG.infof("fuse=%s has the permissions for its target now", fuse.local());
        }
    }

    private List<Condition> conditions(
            Fuse fuse, Optional<String> missing, GenericKubernetesResource object) {
        if (missing.isPresent()) {
            return forbidden(missing.get());
        }
        try {
            TargetView view = targets.view(fuse);
            List<Condition> all = new ArrayList<>(List.of(ready(view), owned(view.ownership())));
            rehearsals.of(fuse, view, object).ifPresent(all::add);
            return all;
        } catch (MeshException.Refused e) {
            if (Forbidden.in(e).isPresent()) {
                return forbidden(String.valueOf(e.getMessage()));
            }
            return List.of(
                    new Condition(READY, "Unknown", "Refused", String.valueOf(e.getMessage())),
                    owned(Ownership.unknown("It was not looked at.")),
                    Rehearsals.NOT_READY);
        }
    }

    private static List<Condition> forbidden(String message) {
        return List.of(
                new Condition(READY, "False", "Forbidden", message),
                owned(Ownership.unknown("It was not looked at.")),
                Rehearsals.NOT_READY);
    }

    private static Condition ready(TargetView view) {
        return switch (view) {
            case TargetView.Splitting splitting ->
                    new Condition(READY, "True", "Splits", splitting.describe());
            case TargetView.Unusable unusable ->
                    new Condition(READY, "False", unusable.word(), unusable.reason());
        };
    }

    private static Condition owned(Ownership ownership) {
        String status = !ownership.known() ? "Unknown" : ownership.owned() ? "True" : "False";
        return new Condition(OWNED, status, ownership.word(), ownership.sentence());
    }

    private static JsonNode find(JsonNode conditions, String type) {
        for (JsonNode condition : conditions) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return conditions.path(type); // missing
    }

    private ObjectNode written(Condition condition, JsonNode before, long generation) {
        String message = condition.message();
        String since = before.path("lastTransitionTime").asText("");
        boolean sameStatus =
                before.path("status").asText().equals(condition.status()) && !since.isEmpty();
        return mapper.createObjectNode()
                .put("type", condition.type())
                .put("status", condition.status())
                .put("reason", condition.reason())
                .put("message", message.substring(0, Math.min(LONGEST, message.length())))
                .put("observedGeneration", generation)
                .put(
                        "lastTransitionTime",
                        sameStatus
                                ? since
                                : clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** By text: parsers choose int or long by size. */
    private static boolean isSame(ObjectNode written, JsonNode before) {
        return written.properties().stream()
                .allMatch(
                        one -> before.path(one.getKey()).asText().equals(one.getValue().asText()));
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
