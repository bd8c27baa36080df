package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.event.FuseEvent.WeightChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a fuse stands. Kept in the object's status, so that another replica goes on where one
 * stopped. The ways between phases are those of {@link FuseStep}, and no others.
 *
 * <pre>
 *            it burns              weights written              callers silent
 *   Armed ─────────────▶ Tripping ─────────────────▶ Tripped ─────────────────▶ Verified
 *     ▲                  (intent)                     │   │                      ▲  │
 *     │                     ▲      callers go on      │   │      callers silent  │  │
 *     │                     │    after half a minute  │   └────▶ Ineffective ────┘  │
 *     │                     │                         │               │             │
 *     │                     │                         ├───────────────┴─────────────┘
 *     │                     │                         │ the same canary has weight again
 *     │                     │                         ▼
 *     │                     │   it burns again        │  if it has tripped as often as it may
 *     │                     └─────────── Contested ◀──┴──▶ LeftAlone
 *     │
 *     └───── another canary, from any phase
 * </pre>
 *
 * <p>The command {@code trip} goes the way of evidence; {@code reset} leads from anywhere to Armed.
 */
public sealed interface FusePhase {
    /** The word in the object's status. */
    default String word() {
        return getClass().getSimpleName();
    }

    /** The trip this phase speaks of, or null. */
    default @Nullable Trip lastTrip() {
        return switch (this) {
            case Armed armed -> null;
            case Tripping tripping -> tripping.trip();
            case Tripped tripped -> tripped.trip();
            case Verified verified -> verified.trip();
            case Ineffective ineffective -> ineffective.trip();
            case Contested contested -> contested.trip();
            case LeftAlone leftAlone -> leftAlone.trip();
        };
    }

    /** The trip whose callers have not been seen to stop yet, or null. */
    default @Nullable Trip unproven() {
        return this instanceof Tripped || this instanceof Ineffective ? lastTrip() : null;
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
     * The weights are written, and callers still send requests to the canary.
     *
     * @param saidAt when that was said
     */
    record Ineffective(Trip trip, Instant patchedAt, Instant saidAt) implements FusePhase {}

    /**
     * Somebody gave the canary its weight back. It is taken out again if it burns again.
     *
     * @param noticedAt when that was seen
     */
    record Contested(Trip trip, Instant patchedAt, Instant noticedAt) implements FusePhase {}

    /**
     * Somebody gave the canary its weight back once too often. Nothing more is done to it.
     *
     * @param noticedAt when that was seen
     */
    record LeftAlone(Trip trip, Instant patchedAt, Instant noticedAt) implements FusePhase {}

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
