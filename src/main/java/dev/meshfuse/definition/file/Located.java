package dev.meshfuse.definition.file;

import dev.meshfuse.definition.Fault;
import java.util.Comparator;

/**
 * A fault and where it stands.
 *
 * @param file the file as it was named
 * @param line from 1; 0 when it is one of the file as a whole
 * @param column from 1; 0 likewise
 * @param fault what is wrong
 */
public record Located(String file, int line, int column, Fault fault) {
    static final Comparator<Located> BY_POSITION =
            Comparator.comparingInt(Located::line).thenComparingInt(Located::column);

    /** {@code file:line:column: path: reason}, which editors know how to open. */
    @Override
    public String toString() {
        return (line > 0 ? "%s:%d:%d".formatted(file, line, column) : file) + ": " + fault;
    }
}
