package dev.meshfuse.alert;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One alert of one message, as it is kept.
 *
 * @param fingerprint identity of its labels, see {@link Fingerprint}
 * @param status whether the message says that it fires
 * @param startsAt since when it fires, or fired
 * @param endsAt when it was resolved; null while it fires, or where that was not told
 * @param labels its labels
 * @param summary its annotation {@code summary}, else {@code description}; may be empty
 * @param generatorUrl where what has found it is shown; may be empty
 * @param receiver name of Alertmanager's receiver, without the quoting it is sent with
 * @param truncated how many alerts Alertmanager cut off from that message
 * @param receivedAt when the message came
 * @param named what its labels name
 */
public record Alert(
        String fingerprint,
        Status status,
        Instant startsAt,
        @Nullable Instant endsAt,
        Map<String, String> labels,
        String summary,
        String generatorUrl,
        String receiver,
        long truncated,
        Instant receivedAt,
        Named named) {
    /** What a message says of an alert. */
    public enum Status {
        FIRING,
        RESOLVED
    }

    public Alert {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(startsAt, "startsAt");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(generatorUrl, "generatorUrl");
        Objects.requireNonNull(receiver, "receiver");
        Objects.requireNonNull(receivedAt, "receivedAt");
        Objects.requireNonNull(named, "named");
        labels = Map.copyOf(labels);
    }

    /** Its label {@code alertname}; an alert need not have one. */
    public String name() {
        return labels.getOrDefault(ALERT_NAME, "unnamed");
    }

    /** The label that names the rule of an alert. */
    static final String ALERT_NAME = "alertname";

    /** Until when it is known to have fired: an alert that began before has ended by then. */
    Instant resolvedAt() {
        return endsAt == null || endsAt.isBefore(startsAt) ? startsAt : endsAt;
    }

    boolean fires() {
        return status == Status.FIRING;
    }
}
