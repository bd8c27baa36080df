package dev.meshfuse.verdict;

import java.util.List;

/** What can be said of a canary now. */
public sealed interface Verdict {
    /** It serves requests, and nothing shows that users are hurt. */
    record Healthy() implements Verdict {}

    /**
     * Users of the canary are hurt.
     *
     * @param stableToo whether stable shows the same, so that the canary is not to blame
     */
    record Burning(boolean stableToo) implements Verdict {}

    /** It is worse than stable, but not so that it is taken out of traffic. */
    record Worse() implements Verdict {}

    /**
     * It serves no requests, or has served too few to say anything; or stable has, so that there is
     * nothing to compare it with.
     */
    record Insufficient() implements Verdict {}

    /**
     * Too little is visible to say anything.
     *
     * @param reason one sentence for people
     */
    record Blind(String reason) implements Verdict {}

    /** The words of all verdicts. */
    List<String> WORDS =
            List.of("Healthy", "Worse", "Burning", "BurningWithStable", "Insufficient", "Blind");

    /** The word for people and for the API. */
    default String word() {
        return switch (this) {
            case Healthy healthy -> "Healthy";
            case Burning burning -> burning.stableToo() ? "BurningWithStable" : "Burning";
            case Worse worse -> "Worse";
            case Insufficient insufficient -> "Insufficient";
            case Blind blind -> "Blind";
        };
    }
}
