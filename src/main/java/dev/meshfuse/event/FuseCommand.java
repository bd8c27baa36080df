package dev.meshfuse.event;

import java.util.Objects;

/**
 * What a person, or a program that acts for one, told a fuse to do.
 *
 * @param verb what to do
 * @param who the name that the API server knows the caller by
 * @param from the caller's address
 * @param reason why, in the caller's words
 */
public record FuseCommand(Verb verb, String who, String from, String reason) {
    /** What a fuse can be told. */
    public enum Verb {
        /** Take the canary out of traffic. */
        TRIP,
        /** Give the canary no more traffic until this is taken back. */
        HOLD,
        /** Give back what was taken, and wait for evidence again. */
        RESET;
    }

    /**
     * Number of the one event that answers a command, within the command's episode. It does not
     * tell what comes of it, as other numbers do: so its identity is known when the command is
     * given.
     */
    public static final int ANSWER = 1;

    /** What the episode of a command begins with, and no other. */
    private static final String EPISODES = "command/";

    public FuseCommand {
        Objects.requireNonNull(verb, "verb");
        Objects.requireNonNull(who, "who");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(reason, "reason");
    }

    /** The episode that one command is. */
    public static String episode(String unique) {
        return EPISODES + unique;
    }

    /** Whether an episode began with a command, not with evidence. */
    public static boolean isEpisode(String episode) {
        return episode.startsWith(EPISODES);
    }
}
