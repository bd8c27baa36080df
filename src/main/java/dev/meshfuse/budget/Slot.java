package dev.meshfuse.budget;

import dev.meshfuse.sli.RequestClass;
import java.util.List;
import java.util.Map;

/**
 * What one slot of time saw of a service; kept as a record of its own.
 *
 * @param counts requests by class; empty when the service was read and had none
 */
public record Slot(List<Count> counts) {
    /** So many requests of one class. */
    public record Count(RequestClass request, long count) {}

    public Slot {
        counts = List.copyOf(counts);
    }

    static Slot of(Map<RequestClass, Long> tally) {
        return new Slot(
                tally.entrySet().stream()
                        .map(entry -> new Count(entry.getKey(), entry.getValue()))
                        .toList());
    }
}
