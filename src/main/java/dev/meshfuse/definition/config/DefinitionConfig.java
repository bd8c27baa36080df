package dev.meshfuse.definition.config;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where definitions come from. A group of the settings under {@code meshfuse.}. */
public interface DefinitionConfig {
    /** A place where definitions are kept. */
    enum Mode {
        /** Objects of our kinds in the API server of this cluster. */
        KUBERNETES,
        /** YAML files, read again when they change. */
        FILES
    }

    /**
     * {@code meshfuse.definitions}: {@code kubernetes} or {@code files}. The default is the
     * cluster, because there a bad definition is refused by itself, status is reported on it, and
     * namespaces can ask for default objectives. Any other word stops the start.
     */
    @WithParentName
    @WithDefault("kubernetes")
    Mode mode();

    /**
     * {@code meshfuse.definitions.files}: YAML files, or directories of which every {@code .yaml}
     * and {@code .yml} file is read; separated by commas. Needed with {@code files}, no default. A
     * file that is missing or has any fault stops the start with all faults of all files. They are
     * looked at every two seconds; a change with a fault leaves in force what was there before.
     */
    Optional<List<Path>> files();
}
