package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.WeightChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fuse remembers.
 *
 * @param phase where it stands
 * @param trips how often it has tripped on the canary it last tripped on
 * @param lastTripAt when it last tripped, or null
 * @param answers the episodes it last answered without acting, and how, newest last. An answer is
 *     given once, also while several episodes go on at the same time.
 * @param hold why it keeps the canary from getting more, or null
 * @param commands the episodes of the latest commands it has answered, oldest first. A command may
 *     come twice, and is answered once.
 */
public record FuseMemory(
        FusePhase phase,
        int trips,
        @Nullable Instant lastTripAt,
        List<String> answers,
        @Nullable FuseHold hold,
        List<String> commands) {
    public static final FuseMemory NEW = new FuseMemory(new FusePhase.Armed(), 0, null, null);

    /**
     * Answers that are remembered. More than the episodes that a fuse with some objectives can have
     * open at once, and few enough for a status; chosen.
     */
    static final int ANSWERS = 32;

    /** Commands remembered: a person who asks twice asks soon. */
    static final int COMMANDS_KEPT = 8;

    public FuseMemory {
        answers = List.copyOf(answers);
        commands = List.copyOf(commands);
    }

    /** Of a fuse that holds nothing, was told nothing, and has given one answer or none. */
    public FuseMemory(
            FusePhase phase, int trips, @Nullable Instant lastTripAt, @Nullable String answer) {
        this(
                phase,
                trips,
                lastTripAt,
                answer == null ? List.of() : List.of(answer),
                null,
                List.of());
    }

    /**
     * The same fuse in another phase; a trip on another canary is counted from zero. A trip ends a
     * hold.
     */
    public FuseMemory in(FusePhase next) {
        boolean another =
                next instanceof FusePhase.Tripping tripping
                        && !isOf(tripping.trip().canaryIdentity());
        return new FuseMemory(
                next,
                another ? 0 : trips,
                lastTripAt,
                answers,
                next instanceof FusePhase.Tripping ? null : hold,
                commands);
    }

    /** The fuse has tripped once more. */
    public FuseMemory tripped(FusePhase.Trip trip, Instant patchedAt) {
        int before = isOf(trip.canaryIdentity()) ? trips : 0;
        return new FuseMemory(
                new FusePhase.Tripped(trip, patchedAt),
                before + 1,
                patchedAt,
                answers,
                null,
                commands);
    }

    /** The fuse has given an answer without acting. */
    public FuseMemory answered(String answer) {
        return new FuseMemory(
                phase, trips, lastTripAt, latest(answers, answer, ANSWERS), hold, commands);
    }

    /** Whether it has given that answer, as far as it remembers. */
    public boolean hasGiven(String answer) {
        return answers.contains(answer);
    }

    /** What it last answered without acting, or null. */
    public @Nullable String lastAnswer() {
        return answers.isEmpty() ? null : answers.getLast();
    }

    /** The fuse holds the canary, or with null no more. */
    public FuseMemory holding(@Nullable FuseHold next) {
        return new FuseMemory(phase, trips, lastTripAt, answers, next, commands);
    }

    /** The fuse is as a new one, but for the commands it has answered. */
    public FuseMemory rearmed() {
        return new FuseMemory(new FusePhase.Armed(), 0, null, List.of(), null, commands);
    }

    /** The fuse has answered a command. */
    public FuseMemory answeredCommand(String episode) {
        return new FuseMemory(
                phase, trips, lastTripAt, answers, hold, latest(commands, episode, COMMANDS_KEPT));
    }

    /** One more, which is the newest, of those that are kept. */
    private static List<String> latest(List<String> before, String one, int kept) {
        List<String> all = new ArrayList<>(before);
        all.remove(one);
        all.add(one);
        return all.subList(Math.max(0, all.size() - kept), all.size());
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

    private boolean isOf(String identity) {
        return switch (phase) {
            case FusePhase.Armed armed -> false;
            case FusePhase.Tripping tripping -> tripping.trip().canaryIdentity().equals(identity);
            case FusePhase.Tripped tripped -> tripped.trip().canaryIdentity().equals(identity);
            case FusePhase.Verified verified -> verified.trip().canaryIdentity().equals(identity);
        };
    }
}
