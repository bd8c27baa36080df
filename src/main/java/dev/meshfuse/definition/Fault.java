package dev.meshfuse.definition;

/**
 * One thing wrong with an input.
 *
 * @param path where, as a reader of the input would write it, such as {@code spec.objective}
 * @param reason what is wrong and what would be right
 */
public record Fault(String path, String reason) {
    @Override
    public String toString() {
        return path + ": " + reason;
    }
}
