package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.WeightChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fuse remembers.
 *
 * @param phase where it stands
 * @param trips how often it has tripped on the canary it last tripped on
 * @param lastTripAt when it last tripped, or null
 * @param lastAnswer the episode it last answered without acting, and how; null for none. An answer
 *     is given once.
 * @param hold the time of doubt in which it keeps the canary from getting more, or null
 */
public record FuseMemory(
        FusePhase phase,
        int trips,
        @Nullable Instant lastTripAt,
        @Nullable String lastAnswer,
        @Nullable FuseHold hold) {
    public static final FuseMemory NEW = new FuseMemory(new FusePhase.Armed(), 0, null, null);

    /** Of a fuse that holds nothing. */
    public FuseMemory(
            FusePhase phase, int trips, @Nullable Instant lastTripAt, @Nullable String lastAnswer) {
        this(phase, trips, lastTripAt, lastAnswer, null);
    }

    /**
     * The fuse after one more step. An intent ends a hold, and trips on another canary are counted
     * from zero.
     */
    public FuseMemory after(FuseStep step) {
        FusePhase next = step.from(phase);
        return switch (step) {
            case FuseStep.Intend intend ->
                    new FuseMemory(
                            next,
                            isOf(intend.trip().canaryIdentity()) ? trips : 0,
                            lastTripAt,
                            lastAnswer,
                            null);
            case FuseStep.Written written ->
                    next.equals(phase)
                            ? this
                            : new FuseMemory(next, trips + 1, written.at(), lastAnswer, hold);
            case FuseStep.Rearm rearm -> new FuseMemory(next, 0, lastTripAt, lastAnswer, hold);
            case FuseStep.Silent silent -> in(next);
            case FuseStep.Flowing flowing -> in(next);
            case FuseStep.WeightBack back -> in(next);
        };
    }

    private FuseMemory in(FusePhase next) {
        return new FuseMemory(next, trips, lastTripAt, lastAnswer, hold);
    }

    /** The fuse has given an answer without acting. */
    public FuseMemory answered(String answer) {
        return new FuseMemory(phase, trips, lastTripAt, answer, hold);
    }

    /** The fuse holds the canary, or with null no more. */
    public FuseMemory holding(@Nullable FuseHold next) {
        return new FuseMemory(phase, trips, lastTripAt, lastAnswer, next);
    }

    /**
     * What a trip changes, with all that is to be taken back with it: what was changed before it
     * was interrupted, and what the hold before it did.
     */
    List<WeightChange> begun(List<WeightChange> changes) {
        List<WeightChange> all = phase.begun(changes);
        return hold == null ? all : hold.with(all);
    }

    /** Whether another trip on that canary would be one too many. */
    public boolean wouldExceed(int maxTrips, String canaryIdentity) {
        return isRepeatOn(canaryIdentity) && trips >= maxTrips;
    }

    /**
     * Whether that canary was taken out so short a time ago that taking it out again would be a
     * fight.
     */
    public boolean isCooling(Duration cooldown, String canaryIdentity, Instant now) {
        return isRepeatOn(canaryIdentity)
                && lastTripAt != null
                && lastTripAt.plus(cooldown).isAfter(now);
    }

    /**
     * A trip that was begun and not finished is no second trip; neither is one on another canary.
     */
    private boolean isRepeatOn(String canaryIdentity) {
        return !(phase instanceof FusePhase.Tripping) && isOf(canaryIdentity);
    }

    /** Whether the last trip was on that canary. */
    boolean isOf(String identity) {
        FusePhase.Trip last = phase.lastTrip();
        return last != null && last.canaryIdentity().equals(identity);
    }
}
