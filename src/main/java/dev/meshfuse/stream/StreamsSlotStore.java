package dev.meshfuse.stream;

import dev.meshfuse.budget.Slot;
import dev.meshfuse.budget.SlotId;
import dev.meshfuse.budget.SlotStore;
import dev.meshfuse.definition.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The slots of one service in the state store of a task. */
final class StreamsSlotStore implements SlotStore {
    private static final Logger LOG = Logger.getLogger(StreamsSlotStore.class);

    /** Comes right after the divider, and so after all keys of one service. */
    private static final char AFTER_DIVIDER = StoredSlots.DIVIDER + 1;

    /** Comes right after the end, and so after that key alone. */
    private static final char AFTER_NO_DIVIDER = 0;

    private final KeyValueStore<String, byte[]> store;
    private final StoredSlots kept;

    StreamsSlotStore(KeyValueStore<String, byte[]> store, ResourceId service) {
        this.store = store;
        this.kept = new StoredSlots(store, service);
    }

    /** The services that have slots; looks at one key of each only. */
    static List<ResourceId> services(KeyValueStore<String, byte[]> store) {
        List<ResourceId> services = new ArrayList<>();
        Optional<String> key = firstKey(store, null);
        while (key.isPresent()) {
            int end = key.get().indexOf(StoredSlots.DIVIDER);
            String name = end < 0 ? key.get() : key.get().substring(0, end);
            try {
                services.add(ResourceId.parse(name));
            } catch (IllegalArgumentException e) {
                LOG.warnf("slots of no service are left out: reason=%s", e.getMessage());
            }
            key = firstKey(store, name + (end < 0 ? AFTER_NO_DIVIDER : AFTER_DIVIDER));
        }
        return services;
    }

    @Override
    public @Nullable Slot get(SlotId id) {
        String key = kept.key(id);
        byte[] bytes = store.get(key);
        return bytes == null ? null : StoredSlots.read(key, bytes);
    }

    @Override
    public void put(SlotId id, Slot slot) {
        store.put(kept.key(id), SlotFormat.write(slot));
    }

    @Override
    public void each(int resolution, long from, long to, BiConsumer<SlotId, Slot> action) {
        kept.each(resolution, from, to, action);
    }

    @Override
    public void delete(int resolution, long from, long to) {
        if (from >= to) {
            return;
        }
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> found = kept.range(resolution, from, to)) {
            found.forEachRemaining(entry -> old.add(entry.key));
        }
        old.forEach(store::delete);
    }

    @Override
    public OptionalLong newest(int resolution) {
        return kept.newest(resolution);
    }

    private static Optional<String> firstKey(
            KeyValueStore<String, byte[]> store, @Nullable String from) {
        try (KeyValueIterator<String, byte[]> kept =
                from == null ? store.all() : store.range(from, null)) {
            return kept.hasNext() ? Optional.of(kept.next().key) : Optional.empty();
        }
    }
}
