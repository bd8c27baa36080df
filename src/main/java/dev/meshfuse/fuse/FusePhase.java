package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.event.FuseEvent.WeightChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a fuse stands. Kept in the object's status, so that another replica goes on where one
 * stopped.
 *
 * <pre>
 *            evidence                 weights written             no canary requests
 *   Armed ─────────────▶ Tripping ─────────────────────▶ Tripped ────────────────────▶ Verified
 *     ▲                  (intent)                           │                             │
 *     │                                                     └──────────┬──────────────────┘
 *     └───────────────── another canary, or the canary has weight again ┘
 * </pre>
 *
 * <p>The command {@code trip} goes the way of evidence; {@code reset} leads from anywhere to Armed.
 */
public sealed interface FusePhase {
    /** The word in the object's status. */
    default String word() {
        return getClass().getSimpleName();
    }

    /**
     * What a trip changes, with what was changed before it was interrupted: a target of several
     * objects is written object by object.
     */
    default List<WeightChange> begun(List<WeightChange> changes) {
        if (!(this instanceof Tripping tripping)) {
            return changes;
        }
        List<WeightChange> all = new ArrayList<>(changes);
        tripping.trip().recorded().stream()
                .filter(before ->
                        changes.stream().noneMatch(now -> now.path().equals(before.path())))
                .forEach(all::add);
        return all;
    }

    /** It waits. */
    record Armed() implements FusePhase {}

    /** What a fuse is about to do is written down before it is done. */
    record Tripping(Trip trip) implements FusePhase {}

    /** The weights are written. */
    record Tripped(Trip trip, Instant patchedAt) implements FusePhase {}

    /** Callers have been seen to send nothing to the canary any more. */
    record Verified(Trip trip, Timing timing) implements FusePhase {}

    /**
     * One trip.
     *
     * @param episode the breach or the command it answers
     * @param canaryIdentity what the canary ran; empty where that was not known
     * @param target the object, {@code kind/namespace/name}
     * @param targetUid its UID
     * @param firstBadAt first reading with a bad canary request; of a command, when it was given
     * @param decidedAt when the evidence passed its threshold; of a command, when it was given
     * @param recorded weights before and after
     */
    record Trip(
            String episode,
            String canaryIdentity,
            String target,
            String targetUid,
            Instant firstBadAt,
            Instant decidedAt,
            List<WeightChange> recorded) {
        public Trip {
            recorded = List.copyOf(recorded);
        }
    }
}
