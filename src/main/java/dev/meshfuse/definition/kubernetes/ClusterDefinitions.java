package dev.meshfuse.definition.kubernetes;

import dev.meshfuse.definition.BudgetStatus;
import dev.meshfuse.definition.DefaultObjectives;
import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fault;
import dev.meshfuse.definition.LiveDefinitions;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The definitions that an API server keeps, with the default objectives of services whose
 * namespaces ask for them, the splits of fuses, and the conditions reported on objects.
 *
 * <p>Nothing is known before all objects of both kinds have been read once: half a list would
 * refuse fuses whose objectives have not arrived yet. When the API server goes away later, what was
 * last read stands.
 */
public final class ClusterDefinitions implements Definitions.Source, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ClusterDefinitions.class);

    static final ResourceDefinitionContext SLOS =
            kind(DefinitionReader.SLO, "servicelevelobjectives");
    private static final ResourceDefinitionContext FUSES = kind(DefinitionReader.FUSE, "fuses");

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final Clock clock;
    private final String cluster;
    private final DefinitionReader reader;
    private final ClusterSplits splits;
    private final LiveDefinitions live;
    private final StatusWriter writer;
    private final Watched<GenericKubernetesResource> slos;
    private final Watched<GenericKubernetesResource> fuses;
    private final ServicesWithDefaults defaults;
    private final Worker reading = new Worker("meshfuse-definitions", this::read);
    private final Worker reporting = new Worker("meshfuse-conditions", this::report);

    /** Objects as they were read, so that a report speaks of the generation it was made from. */
    private record Objects(
            List<GenericKubernetesResource> slos,
            List<GenericKubernetesResource> fuses,
            Map<ResourceId, String> notes) {}

    private final List<BudgetReporter> reporters = new CopyOnWriteArrayList<>();
    private volatile Objects objects = new Objects(List.of(), List.of(), Map.of());

    // Only the thread that reads.
    private Set<Definitions.Refused> known = Set.of();

    // Only the thread that reports.
    private Duration retry = FIRST_RETRY;

    /**
     * @param client of the cluster; not closed with this object
     * @param cluster name of the cluster, setting {@code meshfuse.cluster}
     * @param interval how often proxies are read, setting {@code meshfuse.telemetry.interval}
     * @param clock of the times in conditions
     */
    public ClusterDefinitions(
            KubernetesClient client, String cluster, Duration interval, Clock clock) {
        this.client = client;
        this.clock = clock;
        this.cluster = cluster;
        this.reader = new DefinitionReader(cluster, interval);
        this.splits = new ClusterSplits(client);
        this.live = new LiveDefinitions(splits);
        this.writer = new StatusWriter(client, clock);
        this.slos = watched(client, SLOS, "ServiceLevelObjectives");
        this.fuses = watched(client, FUSES, "Fuses");
        this.defaults = new ServicesWithDefaults(client, cluster, () -> reading.soon());
    }

    private static ResourceDefinitionContext kind(String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("meshfuse.dev")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }

    private Watched<GenericKubernetesResource> watched(
            KubernetesClient client, ResourceDefinitionContext kind, String what) {
        return new Watched<>(
                what,
                client.genericKubernetesResources(kind).inAnyNamespace().runnableInformer(0),
                (before, after) -> !BudgetReporter.isAllThatDiffers(before, after),
                () -> reading.soon());
    }

    /** Begins to watch and returns at once, whether or not the API server is there. */
    public void start() {
        splits.onChange(() -> {
            live.refresh();
            reporting.soon();
        });
        defaults.start();
        slos.start();
        fuses.start();
    }

    /**
     * Begins to write what is left of budgets into the status of objectives.
     *
     * @param budgets the latest of each objective whose budget this replica keeps, and of no other;
     *     asked every second on a thread of this object
     */
    public void reportBudgets(Supplier<Map<ResourceId, BudgetStatus>> budgets) {
        BudgetReporter reporter =
                new BudgetReporter(
                        new StatusWriter(client, clock), slos::list, this::id, budgets, clock);
        reporters.add(reporter);
        reporter.start();
    }

    @Override
    public Definitions current() {
        return live.current();
    }

    /** Adds a listener, called on a thread of this object with every change; it must not block. */
    public void onChange(Consumer<Definitions> listener) {
        live.onChange(listener);
    }

    /** Whether all definitions have been read once. */
    public boolean synced() {
        return slos.synced() && fuses.synced();
    }

    /** Why definitions or splits are not known or may be old; empty when all is well. */
    public Optional<String> trouble() {
        return Stream.of(slos.trouble(), fuses.trouble(), splits.trouble())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The splits of the fuses, and the pods behind them. */
    public ClusterSplits splits() {
        return splits;
    }

    private void read() {
        if (!synced()) {
            return;
        }
        List<Definition> definitions = new ArrayList<>();
        Optional<Set<ResourceId>> services = defaults.now();
        if (services.isEmpty()) {
            return;
        }
        List<GenericKubernetesResource> slosNow = slos.list();
        List<GenericKubernetesResource> fusesNow = fuses.list();
        slosNow.forEach(object -> definitions.add(reader.read(tree(object))));
        fusesNow.forEach(object -> definitions.add(reader.read(tree(object))));
        objects =
                new Objects(
                        slosNow, fusesNow, DefaultObjectives.hidden(definitions, services.get()));
        live.replace(DefaultObjectives.beside(definitions, services.get()));
        logRefused(live.current().refused());
        reporting.soon();
    }

    private void logRefused(List<Definitions.Refused> refused) {
        Set<Definitions.Refused> now = new HashSet<>(refused);
        for (Definitions.Refused one : now) {
            if (!known.contains(one)) {
                LOG.warnf(
                        "kind=%s name=%s faults=\"%s\" definition refused",
                        one.kind(),
                        one.name(),
                        String.join("; ", one.faults().stream().map(Fault::toString).toList()));
            }
        }
        known = now;
    }

    static Map<String, Object> tree(GenericKubernetesResource object) {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("namespace", object.getMetadata().getNamespace());
        metadata.put("name", object.getMetadata().getName());
        if (object.getMetadata().getGeneration() != null) {
            metadata.put("generation", object.getMetadata().getGeneration());
        }
        Map<String, Object> tree = new HashMap<>(object.getAdditionalProperties());
        tree.put("apiVersion", object.getApiVersion());
        tree.put("kind", object.getKind());
        tree.put("metadata", metadata);
        return tree;
    }

    private void report() {
        // In this order: objects older than the definitions fail by their version, and are read
        // anew.
        Objects read = objects;
        Definitions definitions = live.current();
        Set<String> uids = new HashSet<>();
        Set<StatusWriter.Outcome> outcomes = new HashSet<>();
        for (GenericKubernetesResource object : read.slos()) {
            uids.add(object.getMetadata().getUid());
            Optional<String> note = Optional.ofNullable(read.notes().get(id(object)));
            Report.ofSlo(id(object), definitions)
                    .map(report -> note.map(report::and).orElse(report))
                    .ifPresent(report ->
                            outcomes.add(writer.write(SLOS, slos.latest(object), report)));
        }
        for (GenericKubernetesResource object : read.fuses()) {
            uids.add(object.getMetadata().getUid());
            ResourceId id = id(object);
            ResolvedFuse fuse = definitions.fuses().get(id);
            boolean seen = fuse != null && splits.seen(fuse.fuse());
            Report.ofFuse(id, definitions, seen)
                    .ifPresent(report ->
                            outcomes.add(writer.write(FUSES, fuses.latest(object), report)));
        }
        writer.keepOnly(uids);
        callAgain(outcomes);
    }

    private void callAgain(Set<StatusWriter.Outcome> outcomes) {
        if (outcomes.contains(StatusWriter.Outcome.FAILED)) {
            reporting.later(retry);
            Duration doubled = retry.multipliedBy(2);
            retry = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
            return;
        }
        retry = FIRST_RETRY;
        if (outcomes.contains(StatusWriter.Outcome.DISPUTED)) {
            reporting.later(StatusWriter.PATIENCE);
        }
    }

    private ResourceId id(GenericKubernetesResource object) {
        return new ResourceId(
                cluster, object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    @Override
    public void close() {
        // The workers first: what they read last must not begin another watch.
        reading.close();
        reporting.close();
        reporters.forEach(BudgetReporter::close);
        defaults.close();
        slos.close();
        fuses.close();
        splits.close();
    }
}
