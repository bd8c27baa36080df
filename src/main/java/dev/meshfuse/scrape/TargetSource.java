package dev.meshfuse.scrape;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the list of proxies comes from. */
public interface TargetSource extends AutoCloseable {
    /** The proxies known now; while they cannot be asked for, those known last. */
    List<Target> targets();

    /** Why proxies are not known, or may be old; empty when all is well. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /**
     * Since when, in {@link CollectorTime#steady}, every proxy that starts is noticed, however late
     * it is read for the first time. Empty until then, and where a list may leave proxies out: they
     * are watched from the moment they are first listed.
     */
    default Optional<Instant> completeSince() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
