package dev.meshfuse.app;

import dev.meshfuse.alert.AlertBook;
import dev.meshfuse.alert.OutgoingAlert;
import dev.meshfuse.alert.OutgoingAlert.Due;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.kafka.StateKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the states that have changed, and hands on the alerts that are due. Every replica does
 * so: labels are the same everywhere, so an Alertmanager sees one alert, and no replica's end or
 * silence takes one away.
 *
 * <p>A state that is not known now leaves its alerts as they are, and is looked at again. {@link
 * #changed} may be called by any thread, {@link #look} by one at a time.
 */
final class AlertDesk {
    private static final Logger LOG = Logger.getLogger(AlertDesk.class);

    private static final String SLO = "slo ";
    private static final String FUSE = "fuse ";

    private final Definitions.Source definitions;
    private final StandingAlerts standing;
    private final AlertBook book;
    private final Duration resend;
    private final Consumer<List<Due>> send;
    private final Set<ResourceId> slos = ConcurrentHashMap.newKeySet();
    private final Set<ResourceId> fuses = ConcurrentHashMap.newKeySet();
    private Definitions seen = Definitions.NONE;
    private @Nullable Instant lookedAtAll;

    /** Reads the alerts about one thing. */
    @FunctionalInterface
    private interface Reading {
        List<OutgoingAlert> read() throws IOException;
    }

    AlertDesk(
            Definitions.Source definitions,
            StandingAlerts standing,
            Duration resend,
            Consumer<List<Due>> send) {
        this.definitions = definitions;
        this.standing = standing;
        this.book = new AlertBook(resend);
        this.resend = resend;
        this.send = send;
    }

    /** A state has changed; it is looked at with the next look. */
    void changed(String key) {
        StateKeys.sloOf(key).ifPresent(slos::add);
        StateKeys.fuseOf(key).ifPresent(fuses::add);
    }

    /** Looks at what has changed, at everything once an interval, and sends what is due. */
    synchronized void look(Instant now) {
        Definitions current = definitions.current();
        Set<ResourceId> changedSlos = taken(slos);
        Set<ResourceId> changedFuses = taken(fuses);
        boolean all = lookedAtAll == null || !seen.equals(current) || isLongAgo(lookedAtAll, now);
        if (all) {
            changedSlos = current.slos().keySet();
            changedFuses = current.fuses().keySet();
            endWhatIsNotDefined(current, now);
            lookedAtAll = now;
            seen = current;
        }
        for (ResourceId id : changedSlos) {
            Slo slo = current.slos().get(id);
            if (slo != null && !take(SLO + id, now, () -> standing.of(slo))) {
                slos.add(id);
            }
        }
        for (ResourceId id : changedFuses) {
            ResolvedFuse fuse = current.fuses().get(id);
            if (fuse != null && !take(FUSE + id, now, () -> standing.of(fuse, now))) {
                fuses.add(id);
            }
        }
        send.accept(book.due(now));
    }

    /** The clock may have been set back. */
    private boolean isLongAgo(Instant last, Instant now) {
        return last.isAfter(now) || !last.plus(resend).isAfter(now);
    }

    private void endWhatIsNotDefined(Definitions current, Instant now) {
        Set<String> defined = new HashSet<>();
        current.slos().keySet().forEach(id -> defined.add(SLO + id));
        current.fuses().keySet().forEach(id -> defined.add(FUSE + id));
        book.subjects().stream()
                .filter(subject -> !defined.contains(subject))
                .forEach(subject -> book.stands(subject, List.of(), now));
    }

    /** What is added meanwhile stays for the next look. */
    private static Set<ResourceId> taken(Set<ResourceId> from) {
        Set<ResourceId> taken = Set.copyOf(from);
        from.removeAll(taken);
        return taken;
    }

    /** Whether it is known what stands; if not, it is to be looked at again. */
    private boolean take(String subject, Instant now, Reading reading) {
        try {
            book.stands(subject, reading.read(), now);
            return true;
        } catch (IOException | RuntimeException e) { // one must not keep the others from being told
            LOG.debugf(e, "alerts left as they are: subject=%s", subject);
            return false;
        }
    }
}
