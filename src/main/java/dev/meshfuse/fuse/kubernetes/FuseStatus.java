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
        @Nullable Integer trips,
        @Nullable Instant lastTripAt,
        @Nullable String lastAnswer,
        @Nullable List<String> answers,
        @Nullable FuseHold hold,
        @Nullable List<String> commands) {
    /** The object and the times of a trip. */
    record Intent(String target, String targetUid, Instant firstBadAt, Instant decidedAt) {}

    /** The status that keeps a memory. */
    static FuseStatus of(FuseMemory memory) {
        return switch (memory.phase()) {
            case FusePhase.Armed armed -> of(memory, null, null, null);
            case FusePhase.Tripping tripping -> of(memory, tripping.trip(), null, null);
            case FusePhase.Tripped tripped -> of(memory, tripped.trip(), tripped.patchedAt(), null);
            case FusePhase.Verified verified ->
                    of(
                            memory,
                            verified.trip(),
                            verified.timing().patchedAt(),
                            verified.timing().quietAt());
        };
    }

    private static FuseStatus of(
            FuseMemory memory,
            @Nullable Trip trip,
            @Nullable Instant patchedAt,
            @Nullable Instant quietAt) {
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
                patchedAt,
                quietAt,
                memory.trips(),
                memory.lastTripAt(),
                memory.lastAnswer(),
                memory.answers().isEmpty() ? null : memory.answers(),
                memory.hold(),
                memory.commands());
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
        if (phase.equals(FusePhase.Tripping.class.getSimpleName())) {
            return new FusePhase.Tripping(trip);
        }
        if (patchedAt == null) {
            return new FusePhase.Armed();
        }
        return quietAt == null
                ? new FusePhase.Tripped(trip, patchedAt)
                : new FusePhase.Verified(
                        trip, new Timing(trip.firstBadAt(), trip.decidedAt(), patchedAt, quietAt));
    }

    /** Reads a status; fields of others in it are left alone. */
    static FuseStatus read(@Nullable Object status, ObjectMapper mapper) {
        return mapper.convertValue(status == null ? Map.of() : status, FuseStatus.class);
    }
}
