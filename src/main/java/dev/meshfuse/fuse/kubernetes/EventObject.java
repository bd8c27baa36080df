package dev.meshfuse.fuse.kubernetes;

import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.WeightChange;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a fuse did, as an object of {@code events.k8s.io/v1}. The limits are those that the API
 * server sets (kubernetes/kubernetes {@code pkg/apis/core/validation/events.go}).
 */
final class EventObject {
    static final String CONTROLLER = "meshfuse.dev/meshfuse";

    /** Bytes of a note. */
    static final int LONGEST_NOTE = 1024;

    /** Bytes of the name of a reporting instance. */
    static final int LONGEST_INSTANCE = 128;

    /** Of the fuse's name in the event's, which may have 253 characters in all. */
    private static final int LONGEST_PREFIX = 200;

    /** Bytes of the hash that tells the events of one fuse apart. */
    private static final int HASH = 10;

    /** Go's RFC3339Micro; it takes six digits and no others. */
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private EventObject() {}

    /**
     * @param regarding the object it is about
     * @param related the fuse, where it is about another object
     * @param instance the replica that says so
     */
    static Event of(
            FuseEvent event,
            ObjectReference regarding,
            @Nullable ObjectReference related,
            String instance) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(event.fuse().namespace())
                .withName(name(event))
                .addToLabels("app.kubernetes.io/managed-by", "meshfuse")
                .endMetadata()
                .withEventTime(new MicroTime(micros(event.at())))
                .withType(isAlarming(event.type()) ? "Warning" : "Normal")
                .withReason(reason(event.type()))
                .withAction(action(event.type()))
                .withNote(shortened(note(event), LONGEST_NOTE))
                .withReportingController(CONTROLLER)
                .withReportingInstance(shortened(instance, LONGEST_INSTANCE))
                .withRegarding(regarding)
                .withRelated(related)
                .build();
    }

    /** The same for an event that is told again, so that it is not there twice. */
    private static String name(FuseEvent event) {
        String fuse = event.fuse().name();
        String prefix = fuse.substring(0, Math.min(LONGEST_PREFIX, fuse.length()));
        // A name must not have a dot after a hyphen, nor two dots in a row.
        return prefix.replaceAll("[^a-z0-9]+$", "") + "." + hash(event.id());
    }

    private static String hash(String id) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static String micros(Instant at) {
        return MICROS.format(at);
    }

    /** {@code FuseTripped}. */
    private static String reason(FuseEvent.Type type) {
        String name = type.name();
        return "Fuse" + name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    /** Whether somebody should look: users may be hurt, or the fuse cannot do its work. */
    private static boolean isAlarming(FuseEvent.Type type) {
        return switch (type) {
            case TRIPPED, HELD, FAILED, BLIND, PROPOSED, CONTESTED -> true;
            case SKIPPED, VERIFIED, RELEASED, RESET -> false;
        };
    }

    /** What was done, or was to be. */
    private static String action(FuseEvent.Type type) {
        return switch (type) {
            case TRIPPED -> "Trip";
            case HELD -> "Hold";
            case RELEASED -> "Release";
            case RESET -> "Reset";
            case VERIFIED -> "Verify";
            case PROPOSED -> "Propose";
            case SKIPPED -> "Skip";
            case BLIND -> "Judge";
            case FAILED -> "Act";
            case CONTESTED -> "Look";
        };
    }

    private static String note(FuseEvent event) {
        List<WeightChange> changes =
                event.changes().stream().filter(one -> one.before() != one.after()).toList();
        return changes.isEmpty()
                ? event.summary()
                : changes.stream()
                        .map(one ->
                                "%s %d -> %d"
                                        .formatted(one.destination(), one.before(), one.after()))
                        .collect(Collectors.joining(", ", event.summary() + " (", ")"));
    }

    /** The beginning of a text that has no more bytes than that. */
    private static String shortened(String text, int most) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= most) {
            return text;
        }
        String ellipsis = "…";
        int left = most - ellipsis.getBytes(StandardCharsets.UTF_8).length;
        StringBuilder kept = new StringBuilder();
        for (int character : text.codePoints().toArray()) {
            String one = Character.toString(character);
            left -= one.getBytes(StandardCharsets.UTF_8).length;
            if (left < 0) {
                break;
            }
            kept.append(one);
        }
        return kept.append(ellipsis).toString();
    }
}
