package dev.meshfuse.definition.file;

import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.DefinitionReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Definitions in files that are read again when they change. They are looked at over and over:
 * events of a file system do not come from mounted ConfigMaps, which replace a link above the
 * files, nor from network drives.
 *
 * <p>A change is taken when two looks in a row have seen the same, so that no half-written file is,
 * and when nothing in it is wrong. Otherwise what was last good stands as a whole: half of a change
 * is nobody's wish.
 */
public final class WatchedFiles implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WatchedFiles.class);

    /** An editor or a kubelet writes in far less; a change is in force within two of them. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final List<Path> paths;
    private final DefinitionReader reader;
    private final Consumer<List<Definition>> taken;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("meshfuse-files").factory());

    // Only the thread that looks.
    private List<FileText> inForce = List.of();
    private @Nullable List<FileText> seenBefore;
    private @Nullable List<FileText> refused;

    private volatile Optional<String> trouble = Optional.empty();

    /**
     * @param paths files and directories, as for {@link DefinitionFiles#read(List,
     *     DefinitionReader)}
     * @param taken called with all definitions when they are first read and after every good
     *     change; it must not block
     */
    public WatchedFiles(
            List<Path> paths, DefinitionReader reader, Consumer<List<Definition>> taken) {
        this.paths = List.copyOf(paths);
        this.reader = reader;
        this.taken = taken;
    }

    /**
     * Reads the files and goes on to look for changes.
     *
     * @throws FaultyFilesException when they have faults now
     */
    public void start() {
        readFirst();
        var unused =
                executor.scheduleWithFixedDelay(
                        this::lookAndGoOn,
                        BETWEEN_LOOKS.toMillis(),
                        BETWEEN_LOOKS.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Why the files are not what is in force; empty when they are. */
    public Optional<String> trouble() {
        return trouble;
    }

    void readFirst() {
        inForce = FileText.of(paths);
        taken.accept(DefinitionFiles.read(Reading.of(inForce, reader)));
    }

    /** Looks at the files once. */
    void look() {
        List<FileText> now = FileText.of(paths);
        boolean settled = now.equals(seenBefore);
        seenBefore = now;
        if (!settled || now.equals(refused)) {
            return;
        }
        if (now.equals(inForce)) {
            if (refused != null) {
                LOG.info("definitions in files are again what is in force");
            }
            clear();
            return;
        }
        Reading reading = Reading.of(now, reader);
        if (!reading.faults().isEmpty()) {
            refuse(now, reading);
            return;
        }
        inForce = now;
        clear();
        LOG.infof("files=%d definitions=%d read again", now.size(), reading.definitions().size());
        taken.accept(reading.definitions());
    }

    private void refuse(List<FileText> now, Reading reading) {
        refused = now;
        reading.faults().forEach(fault -> LOG.warnf("fault=\"%s\" file not taken", fault));
        trouble =
                Optional.of(
                        "the files have changed and have %d faults, the first of them %s; what they defined before is in force"
                                .formatted(reading.faults().size(), reading.faults().getFirst()));
    }

    private void clear() {
        refused = null;
        trouble = Optional.empty();
    }

    private void lookAndGoOn() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("definitions in files could not be looked at; it is tried again", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
