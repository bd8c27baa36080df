package dev.meshfuse.alert;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a fuse stands, as far as alerts tell of it.
 *
 * @param fuse the fuse
 * @param service the service users call
 * @param phase its phase, in the word of its status
 * @param history what it did and did not do, newest first
 * @param breached whether an objective that it guards has an open breach
 * @param blind the objectives by which its canary cannot be judged now, and why
 */
public record FuseStanding(
        ResourceId fuse,
        ResourceId service,
        String phase,
        List<Done> history,
        boolean breached,
        Map<ResourceId, String> blind) {
    /**
     * One thing it did, or did not do.
     *
     * @param at when
     * @param type what
     * @param episode the breach it answered, or another time
     * @param summary one sentence for people
     * @param page whether a person must look now
     * @param commanded whether somebody wanted it so
     */
    public record Done(
            Instant at,
            FuseEvent.Type type,
            String episode,
            String summary,
            boolean page,
            boolean commanded) {}

    public FuseStanding {
        history = List.copyOf(history);
        blind = Map.copyOf(blind);
    }

    /** The newest of such entries. */
    Optional<Done> newest(Predicate<Done> wanted) {
        return history.stream().filter(wanted).findFirst();
    }
}
