package dev.meshfuse.stream;

import dev.meshfuse.sli.Baseline;
import dev.meshfuse.sli.BaselineFormat;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The baselines of a task's targets: as bytes in a state store, and as objects beside it, so that a
 * reading need not have its baseline decoded. One that has not moved is written only now and then.
 */
final class BaselineStore {
    private static final Logger LOG = Logger.getLogger(BaselineStore.class);

    /**
     * @param current what the last reading left
     * @param kept what stands in the store
     */
    private record Held(Baseline current, Baseline kept) {}

    private final KeyValueStore<String, byte[]> store;
    private final Map<String, Held> held = new HashMap<>();

    BaselineStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** What a target had shown, or null when it was never read. */
    @Nullable Baseline get(String target) {
        Held known = held.get(target);
        if (known != null) {
            return known.current();
        }
        Baseline kept = read(target);
        if (kept != null) {
            held.put(target, new Held(kept, kept));
        }
        return kept;
    }

    /** What a target shows from now on. */
    void put(String target, Baseline.Advance advance) {
        Held known = held.get(target);
        if (known != null && !advance.mustBeKept(known.kept())) {
            held.put(target, new Held(advance.next(), known.kept()));
            return;
        }
        store.put(target, BaselineFormat.write(advance.next()));
        held.put(target, new Held(advance.next(), advance.next()));
    }

    /** One that cannot be read, perhaps of another version, is none: the target begins anew. */
    private @Nullable Baseline read(String target) {
        byte[] bytes = store.get(target);
        try {
            return bytes == null ? null : BaselineFormat.read(bytes);
        } catch (IllegalArgumentException e) {
            LOG.warnf(
                    "a target is read as if for the first time target=%s reason=%s",
                    target, e.getMessage());
            return null;
        }
    }
}
