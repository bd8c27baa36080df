package dev.meshfuse.definition.file;

import java.util.List;
import java.util.stream.Collectors;

/** Files of definitions with faults; its message has one line for each. */
public final class FaultyFilesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FaultyFilesException(List<Located> faults) {
        super(
                faults.stream()
                        .map(Located::toString)
                        .collect(Collectors.joining("\n  ", "definitions with faults:\n  ", "")));
    }
}
