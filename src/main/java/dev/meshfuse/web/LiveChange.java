package dev.meshfuse.web;

import dev.meshfuse.definition.ResourceId;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Something has changed. How it is now is looked up when the first listener takes it, and then
 * shared by all. Thread-safe.
 */
final class LiveChange {
    /** Kind of what has changed: an objective. */
    static final String SLO = "slo";

    /** Kind of what has changed: a fuse, or the evidence against its canary. */
    static final String FUSE = "fuse";

    /** What has changed; of two with the same key only the later one matters. */
    record Key(String kind, ResourceId id) {}

    private static final Logger LOG = Logger.getLogger(LiveChange.class);

    private final Key key;
    private final Supplier<@Nullable LiveEvent> look;
    private boolean looked;
    private @Nullable LiveEvent event;

    LiveChange(String kind, ResourceId id, Supplier<@Nullable LiveEvent> look) {
        this.key = new Key(kind, id);
        this.look = look;
    }

    Key key() {
        return key;
    }

    /** How it is now, or null when there is nothing to tell. */
    synchronized @Nullable LiveEvent event() {
        if (!looked) {
            looked = true;
            event = lookOnce();
        }
        return event;
    }

    /** One state that cannot be shown must not keep the others from being told. */
    private @Nullable LiveEvent lookOnce() {
        try {
            return look.get();
        } catch (RuntimeException e) {
            LOG.errorf(e, "state not told: kind=%s id=%s", key.kind(), key.id());
            return null;
        }
    }
}
