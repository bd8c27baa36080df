package dev.meshfuse.definition.file;

import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.DefinitionReader;
import java.nio.file.Path;
import java.util.List;

/** Reads definitions from YAML files of any number of documents. */
public final class DefinitionFiles {
    private DefinitionFiles() {}

    /**
     * Reads all files, and of a directory every file directly in it that ends in {@code .yaml} or
     * {@code .yml}, in the order of their names. Objects of other kinds than ours are passed over.
     *
     * @throws FaultyFilesException with every fault of every file
     */
    public static List<Definition> read(List<Path> paths, DefinitionReader reader) {
        return read(Reading.of(FileText.of(paths), reader));
    }

    static List<Definition> read(Reading reading) {
        if (!reading.faults().isEmpty()) {
            throw new FaultyFilesException(reading.faults());
        }
        return reading.definitions();
    }
}
