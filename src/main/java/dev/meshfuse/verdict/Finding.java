package dev.meshfuse.verdict;

import java.time.Instant;

/** Something about a canary that others must hear of. */
public sealed interface Finding {
    /**
     * Users of the canary are hurt, and the canary is to blame: without any one caller and any one
     * pod, too.
     *
     * @param first whether this is said for the first time, or repeated because it still holds
     */
    record Burns(boolean first) implements Finding {}

    /**
     * The canary must not get more traffic: it is worse than stable, or users are hurt and it is
     * not known by whom.
     *
     * @param first whether this is said for the first time, or repeated because it still holds
     * @param reason one sentence for people
     */
    record Holds(boolean first, String reason) implements Finding {}

    /**
     * It may get more traffic again.
     *
     * @param reason why, for people
     */
    record Released(String reason) implements Finding {}

    /** Callers have stopped to send requests to a canary that burnt. */
    record Quiet() implements Finding {}

    /**
     * Too little is visible to judge the canary, and has been for a while.
     *
     * @param reason one sentence for people
     * @param since when it began
     */
    record Unseen(String reason, Instant since) implements Finding {}

    /**
     * The episode is over.
     *
     * @param reason why, for people
     */
    record Recovered(String reason) implements Finding {}
}
