package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.fuse.FuseHold;
import dev.meshfuse.fuse.FuseMemory;
import dev.meshfuse.fuse.FusePhase;
import dev.meshfuse.fuse.FusePhase.Trip;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fuse remembers, as it stands in its object's status.
 *
 * @param phase word of the phase
 * @param episode breach of the last trip
 * @param canaryIdentity what the canary ran then
 * @param intent what was about to be done, written before it is done
 * @param recorded weights before and after the last trip
 * @param patchedAt when they were written
 * @param quietAt last reading that showed a request to the canary afterwards
 * @param noticedAt when it was seen that the trip did not last: callers went on, or the canary got
 *     its weight back
 * @param trips how often it has tripped on that canary
 * @param lastTripAt when it last tripped
 * @param lastAnswer the last answer without an action
 * @param answers the last answers without an action, newest last
 * @param hold why the canary gets no more
 * @param commands the latest commands it has answered
 */
record FuseStatus(
        @Nullable String phase,
        @Nullable String episode,
        @Nullable String canaryIdentity,
        @Nullable Intent intent,
        @Nullable List<WeightChange> recorded,
        @Nullable Instant patchedAt,
        @Nullable Instant quietAt,
        @Nullable Instant noticedAt,
        @Nullable Integer trips,
        @Nullable Instant lastTripAt,
        @Nullable String lastAnswer,
        @Nullable List<String> answers,
        @Nullable FuseHold hold,
        @Nullable List<String> commands) {
    /** The object and the times of a trip. */
    record Intent(String target, String targetUid, Instant firstBadAt, Instant decidedAt) {}

    /** When what happened of a trip. */
    private record Times(
            @Nullable Instant patchedAt, @Nullable Instant quietAt, @Nullable Instant noticedAt) {
        static final Times NONE = new Times(null, null, null);
    }

    /** The status that keeps a memory. */
    static FuseStatus of(FuseMemory memory) {
        Trip trip = memory.phase().lastTrip();
        Times times = times(memory.phase());
        return new FuseStatus(
                memory.phase().word(),
                trip == null ? null : trip.episode(),
                trip == null ? null : trip.canaryIdentity(),
                trip == null
                        ? null
                        : new Intent(
                                trip.target(),
                                trip.targetUid(),
                                trip.firstBadAt(),
                                trip.decidedAt()),
                trip == null ? null : trip.recorded(),
                times.patchedAt(),
                times.quietAt(),
                times.noticedAt(),
                memory.trips(),
                memory.lastTripAt(),
                memory.lastAnswer(),
                memory.answers().isEmpty() ? null : memory.answers(),
                memory.hold(),
                memory.commands().isEmpty() ? null : memory.commands());
    }

    private static Times times(FusePhase phase) {
        return switch (phase) {
            case FusePhase.Armed armed -> Times.NONE;
            case FusePhase.Tripping tripping -> Times.NONE;
            case FusePhase.Tripped tripped -> new Times(tripped.patchedAt(), null, null);
            case FusePhase.Verified verified ->
                    new Times(verified.timing().patchedAt(), verified.timing().quietAt(), null);
            case FusePhase.Ineffective ineffective ->
                    new Times(ineffective.patchedAt(), null, ineffective.saidAt());
            case FusePhase.Contested contested ->
                    new Times(contested.patchedAt(), null, contested.noticedAt());
            case FusePhase.LeftAlone leftAlone ->
                    new Times(leftAlone.patchedAt(), null, leftAlone.noticedAt());
        };
    }

    /**
     * The memory a status keeps; a status that does not make sense is one of a fuse that has done
     * nothing.
     */
    FuseMemory toMemory() {
        return new FuseMemory(
                toPhase(),
                trips == null ? 0 : trips,
                lastTripAt,
                toAnswers(),
                hold,
                commands == null ? List.of() : commands);
    }

    /** A status that was written before there were several has the last one only. */
    private List<String> toAnswers() {
        if (answers != null) {
            return answers;
        }
        return lastAnswer == null ? List.of() : List.of(lastAnswer);
    }

    private FusePhase toPhase() {
        if (phase == null || episode == null || canaryIdentity == null || intent == null) {
            return new FusePhase.Armed();
        }
        Trip trip =
                new Trip(
                        episode,
                        canaryIdentity,
                        intent.target(),
                        intent.targetUid(),
                        intent.firstBadAt(),
                        intent.decidedAt(),
                        recorded == null ? List.of() : recorded);
        if (is(FusePhase.Tripping.class)) {
            return new FusePhase.Tripping(trip);
        }
        if (patchedAt == null) {
            return new FusePhase.Armed();
        }
        if (quietAt != null) {
            return new FusePhase.Verified(
                    trip, new Timing(trip.firstBadAt(), trip.decidedAt(), patchedAt, quietAt));
        }
        if (noticedAt != null && is(FusePhase.Ineffective.class)) {
            return new FusePhase.Ineffective(trip, patchedAt, noticedAt);
        }
        if (noticedAt != null && is(FusePhase.Contested.class)) {
            return new FusePhase.Contested(trip, patchedAt, noticedAt);
        }
        return noticedAt != null && is(FusePhase.LeftAlone.class)
                ? new FusePhase.LeftAlone(trip, patchedAt, noticedAt)
                : new FusePhase.Tripped(trip, patchedAt);
    }

    private boolean is(Class<? extends FusePhase> one) {
        return one.getSimpleName().equals(phase);
    }

    /** Reads a status; fields of others in it are left alone. */
    static FuseStatus read(@Nullable Object status, ObjectMapper mapper) {
        return mapper.convertValue(status == null ? Map.of() : status, FuseStatus.class);
    }
}
