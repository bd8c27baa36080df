package dev.meshfuse.alert;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of an alert name. Whether there is anything of that name is another question, see
 * {@link Subject}: definitions come and go while an alert fires.
 *
 * @param namespace namespace of the rest; null where no label tells it
 * @param service a service, or null
 * @param slo an objective, or null
 * @param fuse a fuse, or null
 * @param by the rule that found it, for people; where nothing is named, why not
 * @param labels the labels that told it
 */
public record Named(
        @Nullable String namespace,
        @Nullable String service,
        @Nullable String slo,
        @Nullable String fuse,
        String by,
        Map<String, String> labels) {
    public Named {
        Objects.requireNonNull(by, "by");
        labels = Map.copyOf(labels);
    }

    /** Nothing is named. */
    static Named nothing(String reason) {
        return new Named(null, null, null, null, reason, Map.of());
    }

    /** Whether anything is named. */
    public boolean namesSomething() {
        return service != null || slo != null || fuse != null;
    }
}
