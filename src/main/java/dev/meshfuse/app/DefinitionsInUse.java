package dev.meshfuse.app;

import dev.meshfuse.definition.BudgetStatus;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.LiveDefinitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.file.WatchedFiles;
import dev.meshfuse.definition.kubernetes.ClusterDefinitions;
import dev.meshfuse.definition.kubernetes.ClusterSplits;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What is defined now, from the cluster or from files as the settings say. */
@ApplicationScoped
public class DefinitionsInUse implements Definitions.Source {
    private final InUse inUse;

    /**
     * One way to come by definitions.
     *
     * @param problem why nothing is defined yet
     * @param trouble why what is defined may be old
     * @param splits the sides of fuses
     * @param budgets takes where the budgets of objectives are found, to write them into their
     *     status
     */
    private record InUse(
            Definitions.Source source,
            Runnable close,
            Supplier<Optional<String>> problem,
            Supplier<Optional<String>> trouble,
            ClusterSplits splits,
            Consumer<Supplier<Map<ResourceId, BudgetStatus>>> budgets) {}

    DefinitionsInUse(MeshfuseConfig config, KubernetesClient client, Clock clock) {
        this.inUse =
                switch (config.definitions().mode()) {
                    case KUBERNETES -> fromCluster(client, config, clock);
                    case FILES ->
                            fromFiles(
                                    config.definitions().files().orElse(List.of()),
                                    client,
                                    reader(config));
                };
    }

    private static DefinitionReader reader(MeshfuseConfig config) {
        return new DefinitionReader(config.cluster(), config.telemetry().interval());
    }

    private static InUse fromCluster(KubernetesClient client, MeshfuseConfig config, Clock clock) {
        ClusterDefinitions definitions =
                new ClusterDefinitions(
                        client, config.cluster(), config.telemetry().interval(), clock);
        definitions.start();
        return new InUse(
                definitions,
                definitions::close,
                () ->
                        definitions.synced()
                                ? Optional.empty()
                                : definitions
                                        .trouble()
                                        .or(() -> Optional.of("definitions not read yet")),
                definitions::trouble,
                definitions.splits(),
                definitions::reportBudgets);
    }

    private static InUse fromFiles(
            List<Path> files, KubernetesClient client, DefinitionReader reader) {
        ClusterSplits splits = new ClusterSplits(client);
        LiveDefinitions live = new LiveDefinitions(splits);
        splits.onChange(live::refresh);
        WatchedFiles watched = new WatchedFiles(files, reader, live::replace);
        watched.start();
        return new InUse(
                live,
                () -> {
                    watched.close();
                    splits.close();
                },
                Optional::empty, // a fault would have stopped the start
                () -> watched.trouble().or(splits::trouble),
                splits,
                budgets -> {}); // a file has no status
    }

    @Override
    public Definitions current() {
        return inUse.source().current();
    }

    /** Why nothing is defined yet, or empty when all has been read. */
    public Optional<String> problem() {
        return inUse.problem().get();
    }

    /** Why what is defined may be old, or empty when it is not. */
    public Optional<String> trouble() {
        return inUse.trouble().get();
    }

    /**
     * Begins to write what is left of budgets into the status of objectives that have one.
     *
     * @param budgets the latest of each objective whose budget this replica keeps, and of no other
     */
    public void reportBudgets(Supplier<Map<ResourceId, BudgetStatus>> budgets) {
        inUse.budgets().accept(budgets);
    }

    @PreDestroy
    void close() {
        inUse.close().run();
    }
}
