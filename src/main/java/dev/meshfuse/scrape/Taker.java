package dev.meshfuse.scrape;

/**
 * Takes the wanted lines of a body. It may know a line again by how it begins, and need not have it
 * parsed then. All arrays belong to the caller and change after the call.
 */
interface Taker {
    /** It does not know the line. */
    int UNKNOWN = -1;

    /**
     * Takes a wanted line that begins as the one before it, which this took.
     *
     * @param from where the line begins
     * @param same how many bytes of it equal the line before
     * @param to end of what is in the array; the line may end behind it
     * @return where the newline is, or {@link #UNKNOWN}; then nothing was taken
     */
    default int takeAlike(byte[] bytes, int from, int same, int to) {
        return UNKNOWN;
    }

    /**
     * Takes a wanted line if it is one it knows; else nothing is taken.
     *
     * @param end where its text ends
     * @param newline where its newline is, behind a carriage return perhaps
     */
    default boolean takeKnown(byte[] bytes, int from, int end, int newline) {
        return false;
    }

    /**
     * Takes a wanted line that was parsed.
     *
     * @param from where the line begins
     * @param end where its text ends
     * @return whether it was usable; if not, it counts as refused
     */
    boolean take(Sample sample, ExpositionLine line, byte[] bytes, int from, int end);
}
