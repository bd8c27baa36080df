package dev.meshfuse.alert;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An alert that stands.
 *
 * @param labels its identity: the same for as long as it stands, on every replica
 * @param annotations what people read; may change from one sending to the next
 * @param startsAt since when it stands
 * @param link where more is told, or null
 */
public record OutgoingAlert(
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        Instant startsAt,
        @Nullable URI link) {
    /**
     * An alert at one sending.
     *
     * @param alert the alert
     * @param endsAt when it is over unless it is sent again; in the past for one that is over
     */
    public record Due(OutgoingAlert alert, Instant endsAt) {}

    public OutgoingAlert {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    /** One whose labels and annotations come in any order. */
    public static OutgoingAlert of(
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt,
            @Nullable URI link) {
        return new OutgoingAlert(new TreeMap<>(labels), new TreeMap<>(annotations), startsAt, link);
    }
}
