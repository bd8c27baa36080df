package dev.meshfuse.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.fuse.FuseState;
import dev.meshfuse.verdict.EvidenceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who listen of every objective and fuse, and of each change. A listener gets the
 * latest state of a thing, never a backlog of older ones: what waits for it is one entry for each
 * thing, however slow it is.
 *
 * <p>Whoever hears of changes calls {@link #sloChanged} and {@link #fuseChanged}; a timer calls
 * {@link #look} and {@link #beat}. Thread-safe.
 */
public final class LiveStates {
    /**
     * So many may listen at once. Each costs a connection and an entry for each thing that waits;
     * pages and a few programs are meant, not the callers of a service.
     */
    static final int MOST_LISTENERS = 100;

    private static final Logger LOG = Logger.getLogger(LiveStates.class);

    private final Definitions.Source definitions;
    private final States states;
    private final ObjectMapper mapper;
    private final Executor worker;
    private final Set<LiveStream> listeners = ConcurrentHashMap.newKeySet();
    private Definitions told = Definitions.NONE;

    /**
     * @param worker where states are read and made into text
     */
    public LiveStates(
            Definitions.Source definitions, States states, ObjectMapper mapper, Executor worker) {
        this.definitions = definitions;
        this.states = states;
        this.mapper = mapper;
        this.worker = worker;
    }

    /**
     * A listener, who will first get the state of everything. It is closed when it cancels, or
     * takes nothing between two beats while something waits for it.
     *
     * @param namespace the only one to tell of, or all
     * @param seen of what is to be told; asked each time, and may wait. Fails where that is not
     *     known any more, and the listener is closed.
     * @return empty when too many listen already
     */
    Optional<LiveStream> listen(Optional<String> namespace, Predicate<LiveChange.Key> seen) {
        LiveStream stream = new LiveStream(namespace, seen, worker, listeners::remove);
        synchronized (listeners) {
            if (listeners.size() >= MOST_LISTENERS) {
                return Optional.empty();
            }
            listeners.add(stream);
        }
        all(definitions.current()).forEach(stream::offer);
        return Optional.of(stream);
    }

    /** How many listen. */
    public int listeners() {
        return listeners.size();
    }

    /** The state of an objective is another. */
    public void sloChanged(ResourceId slo) {
        if (!listeners.isEmpty()) {
            tell(new LiveChange(LiveChange.SLO, slo, () -> slo(slo)));
        }
    }

    /** What a fuse did, or the evidence against its canary, is another. */
    public void fuseChanged(ResourceId fuse) {
        if (!listeners.isEmpty()) {
            tell(new LiveChange(LiveChange.FUSE, fuse, () -> fuse(fuse)));
        }
    }

    /** Tells what is defined anew, defined otherwise, or not defined any more. */
    public synchronized void look() {
        Definitions current = definitions.current();
        if (current.equals(told)) {
            return;
        }
        differing(told.slos(), current.slos())
                .forEach(slo ->
                        tell(
                                current.slos().containsKey(slo)
                                        ? new LiveChange(LiveChange.SLO, slo, () -> slo(slo))
                                        : new LiveChange(
                                                LiveChange.SLO, slo, () -> gone("slo", slo))));
        differing(told.fuses(), current.fuses())
                .forEach(fuse ->
                        tell(
                                current.fuses().containsKey(fuse)
                                        ? new LiveChange(LiveChange.FUSE, fuse, () -> fuse(fuse))
                                        : new LiveChange(
                                                LiveChange.FUSE, fuse, () -> gone("fuse", fuse))));
        told = current;
    }

    /** Lets every listener know that the connection is alive, and closes those who do not take. */
    public void beat() {
        listeners.forEach(LiveStream::beat);
    }

    private void tell(LiveChange change) {
        listeners.forEach(stream -> stream.offer(change));
    }

    private List<LiveChange> all(Definitions current) {
        List<LiveChange> all = new ArrayList<>();
        current.slos().keySet().stream()
                .sorted()
                .forEach(slo -> all.add(new LiveChange(LiveChange.SLO, slo, () -> slo(slo))));
        current.fuses().keySet().stream()
                .sorted()
                .forEach(fuse -> all.add(new LiveChange(LiveChange.FUSE, fuse, () -> fuse(fuse))));
        return all;
    }

    private static <V> List<ResourceId> differing(
            Map<ResourceId, V> before, Map<ResourceId, V> after) {
        return Stream.concat(before.keySet().stream(), after.keySet().stream())
                .distinct()
                .filter(id -> !Objects.equals(before.get(id), after.get(id)))
                .sorted()
                .toList();
    }

    private @Nullable LiveEvent slo(ResourceId id) {
        Slo slo = definitions.current().slos().get(id);
        if (slo == null) {
            return null; // not defined any more; it is told when that is noticed
        }
        SloView view = SloView.of(slo, states.slo(id).orElse(null));
        return event("slo", idOf("slo", id, view.evaluatedAt()), view);
    }

    private @Nullable LiveEvent fuse(ResourceId id) {
        ResolvedFuse fuse = definitions.current().fuses().get(id);
        if (fuse == null) {
            return null;
        }
        FuseView view = FuseView.of(fuse, states.fuse(id), states.evidence(id, fuse.fuse().slos()));
        return event("fuse", idOf("fuse", id, latest(view)), view);
    }

    private @Nullable LiveEvent gone(String kind, ResourceId id) {
        return event(
                "gone",
                idOf(kind, id, null),
                new Gone(kind, id.cluster(), id.namespace(), id.name()));
    }

    private static @Nullable Instant latest(FuseView view) {
        return Stream.concat(
                        view.evidence().stream().map(EvidenceState::evaluatedAt),
                        view.history().stream().map(FuseState.Entry::at))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static String idOf(String kind, ResourceId id, @Nullable Instant at) {
        String which = kind + "/" + id.local();
        return at == null ? which : which + "@" + at;
    }

    private @Nullable LiveEvent event(String name, String id, Object view) {
        try {
            return new LiveEvent(name, id, mapper.writeValueAsString(view));
        } catch (JsonProcessingException e) {
            LOG.warnf("state not told: id=%s reason=%s", id, e.getMessage());
            return null;
        }
    }

    /**
     * What is not defined any more.
     *
     * @param kind {@code slo} or {@code fuse}
     */
    record Gone(String kind, String cluster, String namespace, String name) {}
}
