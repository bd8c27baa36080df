package dev.meshfuse.app;

import dev.meshfuse.alert.AlertRules;
import dev.meshfuse.alert.FuseStanding;
import dev.meshfuse.alert.OpenBreach;
import dev.meshfuse.alert.OutgoingAlert;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.kafka.StateKeys;
import dev.meshfuse.fuse.FuseState;
import dev.meshfuse.verdict.EvidenceState;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The alerts that stand, by the latest states. */
final class StandingAlerts {
    /** Where states are. */
    @FunctionalInterface
    interface Latest {
        /**
         * The latest state with a key; empty where there is none.
         *
         * @throws IOException when it cannot be read
         * @throws RuntimeException when it is not known now whether there is one
         */
        <T> Optional<T> read(String key, Class<T> type) throws IOException;
    }

    private final Latest latest;
    private final AlertRules rules;

    StandingAlerts(Latest latest, AlertRules rules) {
        this.latest = latest;
        this.rules = rules;
    }

    /**
     * Those about an objective.
     *
     * @throws IOException as {@link Latest#read}
     */
    List<OutgoingAlert> of(Slo slo) throws IOException {
        return latest
                .read(StateKeys.slo(slo.id()), SloState.class)
                .flatMap(StandingAlerts::breach)
                .map(rules::ofBreach)
                .stream()
                .toList();
    }

    private static Optional<OpenBreach> breach(SloState state) {
        return Optional.ofNullable(state.episode())
                .map(open ->
                        new OpenBreach(
                                state.id(),
                                state.service(),
                                state.objective(),
                                open.severity(),
                                open.openedAt(),
                                open.cause(),
                                state.budget().remainingRatio(),
                                state.explanation()));
    }

    /**
     * Those about a fuse.
     *
     * @throws IOException as {@link Latest#read}
     */
    List<OutgoingAlert> of(ResolvedFuse fuse, Instant now) throws IOException {
        ResourceId id = fuse.fuse().id();
        boolean breached = false;
        Map<ResourceId, String> blind = new HashMap<>();
        for (ResourceId slo : fuse.fuse().slos()) {
            breached |=
                    latest.read(StateKeys.slo(slo), SloState.class)
                            .flatMap(StandingAlerts::breach)
                            .isPresent();
            latest.read(StateKeys.evidence(id, slo), EvidenceState.class)
                    .flatMap(evidence -> Optional.ofNullable(evidence.blind()))
                    .ifPresent(why -> blind.put(slo, why));
        }
        FuseState state =
                latest.read(StateKeys.fuse(id), FuseState.class)
                        .orElseGet(() -> FuseState.armed(id));
        return rules.ofFuse(
                new FuseStanding(
                        id,
                        fuse.service(),
                        state.phase(),
                        state.history().stream().map(StandingAlerts::done).toList(),
                        breached,
                        blind),
                now);
    }

    private static FuseStanding.Done done(FuseState.Entry entry) {
        return new FuseStanding.Done(
                entry.at(),
                entry.type(),
                entry.episode(),
                entry.summary(),
                FuseEvent.PAGE.equals(entry.severity()),
                entry.command() != null);
    }
}
