package dev.meshfuse.definition.file;

import dev.meshfuse.definition.Definitions;
import java.util.List;
import java.util.stream.Collectors;

/** Files of definitions with faults; its message has one line for each. */
public final class FaultyFilesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FaultyFilesException(List<Definitions.Refused> refused) {
        super(message(refused));
    }

    private static String message(List<Definitions.Refused> refused) {
        return refused.stream()
                .flatMap(one -> one.faults().stream().map(fault -> one.name() + ": " + fault))
                .collect(Collectors.joining("\n  ", "definitions with faults:\n  ", ""));
    }
}
