package dev.meshfuse.stream;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.alert.Named;
import dev.meshfuse.alert.Subject;
import dev.meshfuse.budget.TrackCounts;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseInput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The third way into the fuses of one service: an alert that fires while a canary is called.
 *
 * <pre>
 *            an alert fires, canary called           it is resolved or forgotten, or the canary is
 *   calm ──────────────────────────────────▶ firing ──────────────────────────────────────▶ calm
 *                                             │   ▲   not called, or another
 *                                             └───┘ said every 5 s: is the canary to blame?
 * </pre>
 */
final class ServiceAlerts {
    /** The short window of the workbook's fastest page (SRE workbook, chapter 5, table 5-8). */
    static final Duration WINDOW = Duration.ofMinutes(5);

    /** So many alerts are said to one fuse at once, the oldest; more would tell nothing else. */
    static final int MOST_SAID = 10;

    /**
     * What is known of a canary under one objective, once a block is closed.
     *
     * @param shown what the block has shown
     * @param watch whether the canary is called, and since when it is counted
     * @param sides what both sides showed lately
     * @param endedAt last reading with a request to it, if it was found quiet with this block
     */
    record Seen(
            ServiceBurns.Shown shown,
            BurnWatch watch,
            TrackCounts sides,
            @Nullable Instant endedAt) {}

    /** An alert that concerns a fuse, its identity for the fuse, and what it is about. */
    private record Firing(String id, Alert alert, Subject subject) {}

    /** What alerts are about, of what is defined. */
    private record Known(Definitions of, Map<Named, Subject> subjects) {}

    private final ResourceId service;
    private final LedgerStore store;
    private final Map<ResourceId, AlertWatch> watches = new HashMap<>();
    private Known known = new Known(Definitions.NONE, new HashMap<>());

    ServiceAlerts(ResourceId service, LedgerStore store) {
        this.service = service;
        this.store = store;
    }

    /** Puts back a watch that was kept. */
    void restore(AlertWatch kept) {
        watches.put(kept.fuse(), kept);
    }

    /**
     * Says what fuses must hear of.
     *
     * @param seen what is known of each fuse that has the trigger and both its sides
     * @param defined the fuses of the service
     * @param definitions all that is defined
     * @param look what is known of the service
     */
    List<Output> closeBlock(
            List<Seen> seen,
            List<ResolvedFuse> defined,
            Definitions definitions,
            ServiceBudgets.Look look) {
        List<Output> said = new ArrayList<>();
        Set<ResourceId> live = new HashSet<>();
        for (ResolvedFuse fuse : defined) {
            List<Seen> ofFuse =
                    seen.stream()
                            .filter(one -> one.shown().fuse().id().equals(fuse.fuse().id()))
                            .toList();
            if (!ofFuse.isEmpty()) {
                live.add(fuse.fuse().id());
                close(fuse, ofFuse, definitions, look, said);
            }
        }
        forgetBut(live, defined, look.now(), said);
        return said;
    }

    private void close(
            ResolvedFuse resolved,
            List<Seen> seen,
            Definitions definitions,
            ServiceBudgets.Look look,
            List<Output> said) {
        Fuse fuse = resolved.fuse();
        Instant now = look.now();
        Split.Resolved split = seen.getFirst().shown().split();
        AlertWatch fresh =
                AlertWatch.begin(fuse.id(), split.canaryIdentity(), split.rule().describe());
        AlertWatch before = watches.get(fuse.id());
        AlertWatch watch = before == null ? fresh : before;
        if (!watch.isOf(fresh)) {
            release(watch, "The canary was replaced, or is counted in another way.", now, said);
            watch = fresh;
        }
        if (seen.stream().noneMatch(one -> one.watch().isLive())) {
            endQuiet(watch, seen, now, said);
            watch = fresh;
        } else {
            watch = say(watch, firing(resolved, definitions), seen, look, said);
        }
        keep(before, watch);
    }

    /** Those that concern a fuse. */
    private List<Firing> firing(ResolvedFuse fuse, Definitions definitions) {
        List<Firing> firing = new ArrayList<>();
        for (Alert alert : store.alerts().firing(fuse.fuse().id().namespace())) {
            Subject subject = subject(alert.named(), definitions);
            if (subject.concerns(fuse)) {
                firing.add(new Firing(AlertTexts.id(alert, fuse.fuse()), alert, subject));
            }
        }
        return firing;
    }

    /** Looked up again only when definitions have changed: each block asks. */
    @SuppressWarnings("ReferenceEquality") // to compare them would cost more than to look up
    private Subject subject(Named named, Definitions definitions) {
        if (known.of() != definitions || known.subjects().size() > KnownAlerts.MOST) {
            known = new Known(definitions, new HashMap<>());
        }
        return known.subjects().computeIfAbsent(named, one -> Subject.of(one, definitions));
    }

    private static AlertWatch say(
            AlertWatch watch,
            List<Firing> firing,
            List<Seen> seen,
            ServiceBudgets.Look look,
            List<Output> said) {
        Instant now = look.now();
        for (AlertWatch.Said one : watch.said()) {
            if (firing.stream().noneMatch(still -> still.id().equals(one.id()))) {
                String over = "The alert %s is over, or was forgotten.".formatted(one.name());
                said.add(released(watch, one, over, now));
            }
        }
        List<AlertWatch.Said> standing = new ArrayList<>();
        String blamed = watch.blamed();
        for (Firing one : inTurn(watch, firing)) {
            AlertTexts.Found found = decisive(one, seen, look);
            boolean explained = found.explained();
            Optional<AlertWatch.Said> last = watch.find(one.id());
            if (last.isPresent()
                    && last.get().explained() == explained
                    && !BurnWatch.isDue(last.get().saidAt(), now)) {
                standing.add(last.get());
                continue;
            }
            said.add(new Output.Input(AlertTexts.fires(one.id(), found)));
            standing.add(new AlertWatch.Said(one.id(), one.alert().name(), explained, now));
            blamed = explained ? one.id() : blamed;
        }
        return watch.with(standing, blamed);
    }

    /** What was said before stands; what comes new joins as long as there is room. */
    private static List<Firing> inTurn(AlertWatch watch, List<Firing> firing) {
        return firing.stream()
                .sorted(
                        Comparator.<Firing, Boolean>comparing(one -> watch.find(one.id()).isEmpty())
                                .thenComparing(one -> one.alert().startsAt())
                                .thenComparing(Firing::id))
                .limit(MOST_SAID)
                .toList();
    }

    /**
     * Whose errors there are: under the objective the alert is about, else under that by which the
     * canary explains them, or has most of them.
     */
    private static AlertTexts.Found decisive(
            Firing firing, List<Seen> seen, ServiceBudgets.Look look) {
        ResourceId about = firing.subject().slo();
        List<Seen> ofObjective =
                seen.stream().filter(one -> one.shown().slo().id().equals(about)).toList();
        return (ofObjective.isEmpty() ? seen : ofObjective)
                .stream()
                        .map(one -> AlertTexts.Found.of(firing.alert(), one, look))
                        .max(
                                Comparator.comparing(AlertTexts.Found::explained)
                                        .thenComparingDouble(found -> found.attribution().share()))
                        .orElseThrow();
    }

    /** Its errors so far are told; should it be called again, it has none. */
    private static void endQuiet(
            AlertWatch watch, List<Seen> seen, Instant now, List<Output> said) {
        if (watch.blamed() != null) {
            Instant last =
                    seen.stream()
                            .map(Seen::endedAt)
                            .filter(at -> at != null)
                            .max(Comparator.naturalOrder())
                            .orElse(now);
            said.add(
                    new Output.Input(
                            new FuseInput.CanaryQuiet(watch.fuse(), watch.blamed(), now, last)));
        }
        release(watch, "The canary gets no requests any more.", now, said);
    }

    private static void release(AlertWatch watch, String reason, Instant now, List<Output> said) {
        watch.said().forEach(one -> said.add(released(watch, one, reason, now)));
    }

    private static Output released(
            AlertWatch watch, AlertWatch.Said one, String reason, Instant now) {
        return new Output.Input(new FuseInput.CanaryReleased(watch.fuse(), one.id(), now, reason));
    }

    private void keep(@Nullable AlertWatch before, AlertWatch watch) {
        if (watch.equals(before)) {
            return;
        }
        watches.put(watch.fuse(), watch);
        if (!watch.isBlank()) {
            store.putAlerts(service, watch);
        } else if (before != null && !before.isBlank()) {
            store.deleteAlerts(service, before);
        }
    }

    /** A fuse that is not defined any more can be told nothing. */
    private void forgetBut(
            Set<ResourceId> live, List<ResolvedFuse> defined, Instant now, List<Output> said) {
        for (AlertWatch gone : List.copyOf(watches.values())) {
            if (!live.contains(gone.fuse())) {
                if (defined.stream().anyMatch(fuse -> fuse.fuse().id().equals(gone.fuse()))) {
                    release(gone, "The fuse does not listen to alerts now.", now, said);
                }
                watches.remove(gone.fuse());
                store.deleteAlerts(service, gone);
            }
        }
    }
}
