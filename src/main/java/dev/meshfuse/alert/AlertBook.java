package dev.meshfuse.alert;

import dev.meshfuse.alert.OutgoingAlert.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts are to be sent when, as Prometheus does it (prometheus/prometheus {@code
 * rules/alerting.go} and {@code rules/manager.go}): at once when one begins or ends, and then again
 * and again, so that one sending that is lost is made good by the next.
 *
 * <p>One that stands ends four intervals after it was last sent, so that it does not outlive this
 * program; one that is over is told for a quarter of an hour. Not thread-safe.
 */
public final class AlertBook {
    /** As Prometheus' {@code resolvedRetention}. */
    static final Duration RESOLVED_TOLD_FOR = Duration.ofMinutes(15);

    /** As Prometheus: three sendings may be lost before an alert ends by itself. */
    static final int LASTS_INTERVALS = 4;

    private static final class Entry {
        private OutgoingAlert alert;
        private @Nullable Instant endedAt;
        private @Nullable Instant sentAt;

        Entry(OutgoingAlert alert) {
            this.alert = alert;
        }

        /** The clock may have been set back since. */
        boolean isDue(Instant now, Duration resend) {
            return sentAt == null || sentAt.isAfter(now) || !sentAt.plus(resend).isAfter(now);
        }
    }

    private final Duration resend;
    private final Map<SortedMap<String, String>, Entry> entries = new HashMap<>();
    private final Map<String, Set<SortedMap<String, String>>> standing = new HashMap<>();

    /**
     * @param resend after what time an alert is sent again
     */
    public AlertBook(Duration resend) {
        this.resend = resend;
    }

    /** The things of which an alert stands. */
    public Set<String> subjects() {
        return Set.copyOf(standing.keySet());
    }

    /** How many alerts stand, or are over and still told. */
    public int size() {
        return entries.size();
    }

    /**
     * Says which alerts stand about a thing now. What stood before and is not among them is over.
     *
     * @param subject the thing; no two have an alert with the same labels
     */
    public void stands(String subject, List<OutgoingAlert> alerts, Instant now) {
        Set<SortedMap<String, String>> stand = new HashSet<>();
        for (OutgoingAlert alert : alerts) {
            stand.add(alert.labels());
            stand(alert);
        }
        for (SortedMap<String, String> before : standing.getOrDefault(subject, Set.of())) {
            Entry entry = entries.get(before);
            if (entry != null && !stand.contains(before)) {
                entry.endedAt = now;
                entry.sentAt = null;
            }
        }
        if (stand.isEmpty()) {
            standing.remove(subject);
        } else {
            standing.put(subject, stand);
        }
    }

    private void stand(OutgoingAlert alert) {
        Entry entry = entries.computeIfAbsent(alert.labels(), labels -> new Entry(alert));
        if (entry.endedAt != null || !entry.alert.startsAt().equals(alert.startsAt())) {
            entry.endedAt = null;
            entry.sentAt = null;
        }
        entry.alert = alert;
    }

    /** Those that are to be sent now; they are taken as sent. */
    public List<Due> due(Instant now) {
        List<Due> due = new ArrayList<>();
        for (Iterator<Entry> each = entries.values().iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (entry.endedAt != null && entry.endedAt.plus(RESOLVED_TOLD_FOR).isBefore(now)) {
                each.remove();
            } else if (entry.isDue(now, resend)) {
                entry.sentAt = now;
                due.add(new Due(entry.alert, endsAt(entry, now)));
            }
        }
        return due;
    }

    /** Not before it began, which an Alertmanager refuses; clocks of replicas differ. */
    private Instant endsAt(Entry entry, Instant now) {
        Instant startsAt = entry.alert.startsAt();
        if (entry.endedAt != null) {
            return entry.endedAt.isBefore(startsAt) ? startsAt : entry.endedAt;
        }
        return (now.isBefore(startsAt) ? startsAt : now).plus(resend.multipliedBy(LASTS_INTERVALS));
    }
}
