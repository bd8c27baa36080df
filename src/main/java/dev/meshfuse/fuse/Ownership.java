package dev.meshfuse.fuse;

/**
 * Who else decides about the weights of a target.
 *
 * @param known whether that could be found out
 * @param owned whether there is somebody
 * @param word one word for programs
 * @param sentence for people
 */
public record Ownership(boolean known, boolean owned, String word, String sentence) {
    /** Nobody who would undo a change. */
    public static final Ownership NOBODY =
            new Ownership(true, false, "Nobody", "No controller that is known writes its weights.");

    /** Somebody. */
    public static Ownership by(String word, String sentence) {
        return new Ownership(true, true, word, sentence);
    }

    /** It could not be found out. */
    public static Ownership unknown(String sentence) {
        return new Ownership(false, false, "Unknown", sentence);
    }
}
