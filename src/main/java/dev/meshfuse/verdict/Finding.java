package dev.meshfuse.verdict;

import java.time.Instant;

/** Something about a canary that others must hear of. */
public sealed interface Finding {
    /**
     * Users of the canary are hurt.
     *
     * @param opens whether this begins the episode, or repeats what was said because it still holds
     * @param stableToo whether stable shows the same
     */
    record Burns(boolean opens, boolean stableToo) implements Finding {}

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
