package dev.meshfuse.event.kafka;

import dev.meshfuse.definition.ResourceId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Keys on the compacted topic of states. */
public final class StateKeys {
    private static final String SLO = "slo/";
    private static final String EVIDENCE = "evidence/";
    private static final String FUSE = "fuse/";
    private static final String ALERT = "alert/";

    /** The kind, and an identity. */
    private static final int PARTS = 4;

    /** The kind, and two identities. */
    private static final int PARTS_OF_EVIDENCE = 7;

    private StateKeys() {}

    public static String slo(ResourceId slo) {
        return SLO + slo.key();
    }

    public static String evidence(ResourceId fuse, ResourceId slo) {
        return EVIDENCE + fuse.key() + "/" + slo.key();
    }

    public static String fuse(ResourceId fuse) {
        return FUSE + fuse.key();
    }

    /** Of an alert: one record for each of its starts, and for what is told of it. */
    public static String alert(String fingerprint, Instant startsAt, String status) {
        return ALERT + fingerprint + "/" + startsAt + "/" + status.toLowerCase(Locale.ROOT);
    }

    /** Whether a key is that of an alert. */
    public static boolean isAlert(String key) {
        return key.startsWith(ALERT);
    }

    /** Not after any key of an alert. */
    public static String firstAlert() {
        return ALERT;
    }

    /** Not before any key of an alert. */
    public static String lastAlert() {
        return ALERT + Character.MAX_VALUE;
    }

    /** The objective whose state has this key, if one has. */
    public static Optional<ResourceId> sloOf(String key) {
        String[] parts = key.split("/", -1);
        return key.startsWith(SLO) && parts.length == PARTS ? idOf(parts) : Optional.empty();
    }

    /** The fuse whose state or evidence has this key, if one has. */
    public static Optional<ResourceId> fuseOf(String key) {
        String[] parts = key.split("/", -1);
        return (key.startsWith(FUSE) && parts.length == PARTS)
                        || (key.startsWith(EVIDENCE) && parts.length == PARTS_OF_EVIDENCE)
                ? idOf(parts)
                : Optional.empty();
    }

    /** None where somebody else wrote the key, and a part is empty. */
    private static Optional<ResourceId> idOf(String[] parts) {
        return parts[1].isEmpty() || parts[2].isEmpty() || parts[3].isEmpty()
                ? Optional.empty()
                : Optional.of(new ResourceId(parts[1], parts[2], parts[3]));
    }
}
