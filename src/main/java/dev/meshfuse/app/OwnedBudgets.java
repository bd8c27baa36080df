package dev.meshfuse.app;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.BudgetStatus;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.stream.Output;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The budgets of the objectives that this replica owns, for their status. */
@ApplicationScoped
public class OwnedBudgets implements Consumer<Output> {
    private final Map<ResourceId, BudgetStatus> latest = new ConcurrentHashMap<>();

    void report(@Observes StartupEvent event, DefinitionsInUse definitions) {
        definitions.reportBudgets(() -> Map.copyOf(latest));
    }

    @Override
    public void accept(Output output) {
        switch (output) {
            case Output.SloSeen seen -> latest.put(seen.state().id(), statusOf(seen.state()));
            case Output.Left left -> latest.remove(left.slo());
            case Output.Counted counted -> {}
            case Output.TracksCounted counted -> {}
            case Output.Evaluation evaluation -> {}
            case Output.EvidenceSeen evidence -> {}
            case Output.Breach breach -> {}
            case Output.Input input -> {}
        }
    }

    private static BudgetStatus statusOf(SloState state) {
        return new BudgetStatus(
                Optional.ofNullable(state.budget().remainingRatio()),
                Optional.ofNullable(state.episode())
                        .map(open ->
                                new BudgetStatus.Episode(
                                        open.id(), open.severity(), open.openedAt())));
    }
}
