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
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one service in the state store of a task. A key is {@code service|resolution|number}
 * with ten digits for the number, so that keys are in order of time.
 */
final class StreamsSlotStore implements SlotStore {
    private static final Logger LOG = Logger.getLogger(StreamsSlotStore.class);
    private static final char DIVIDER = '|';

    /** Comes right after the divider, and so after all keys of one service. */
    private static final char AFTER_DIVIDER = DIVIDER + 1;

    /** Comes right after the end, and so after that key alone. */
    private static final char AFTER_NO_DIVIDER = 0;

    /** Slots of ten seconds for three thousand years. */
    private static final int DIGITS = 10;

    private static final long MOST = 9_999_999_999L;

    private final KeyValueStore<String, byte[]> store;
    private final String prefix;

    StreamsSlotStore(KeyValueStore<String, byte[]> store, ResourceId service) {
        this.store = store;
        this.prefix = service.key() + DIVIDER;
    }

    /** The services that have slots; looks at one key of each only. */
    static List<ResourceId> services(KeyValueStore<String, byte[]> store) {
        List<ResourceId> services = new ArrayList<>();
        Optional<String> key = firstKey(store, null);
        while (key.isPresent()) {
            int end = key.get().indexOf(DIVIDER);
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
        String key = key(id.resolution(), id.number());
        byte[] kept = store.get(key);
        return kept == null ? null : read(key, kept);
    }

    @Override
    public void put(SlotId id, Slot slot) {
        store.put(key(id.resolution(), id.number()), SlotFormat.write(slot));
    }

    @Override
    public void each(int resolution, long from, long to, BiConsumer<SlotId, Slot> action) {
        if (from >= to) {
            return;
        }
        try (KeyValueIterator<String, byte[]> kept = range(resolution, from, to)) {
            while (kept.hasNext()) {
                KeyValue<String, byte[]> entry = kept.next();
                OptionalLong number = number(entry.key);
                Slot slot = number.isPresent() ? read(entry.key, entry.value) : null;
                if (slot != null) {
                    action.accept(new SlotId(resolution, number.getAsLong()), slot);
                }
            }
        }
    }

    @Override
    public void delete(int resolution, long from, long to) {
        if (from >= to) {
            return;
        }
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> kept = range(resolution, from, to)) {
            kept.forEachRemaining(entry -> old.add(entry.key));
        }
        old.forEach(store::delete);
    }

    @Override
    public OptionalLong newest(int resolution) {
        try (KeyValueIterator<String, byte[]> kept =
                store.reverseRange(key(resolution, 0), key(resolution, MOST))) {
            OptionalLong newest = OptionalLong.empty();
            while (newest.isEmpty() && kept.hasNext()) {
                newest = number(kept.next().key);
            }
            return newest;
        }
    }

    private static Optional<String> firstKey(
            KeyValueStore<String, byte[]> store, @Nullable String from) {
        try (KeyValueIterator<String, byte[]> kept =
                from == null ? store.all() : store.range(from, null)) {
            return kept.hasNext() ? Optional.of(kept.next().key) : Optional.empty();
        }
    }

    private KeyValueIterator<String, byte[]> range(int resolution, long from, long to) {
        return store.range(key(resolution, from), key(resolution, to - 1));
    }

    private String key(int resolution, long number) {
        String digits = Long.toString(number);
        return prefix + resolution + DIVIDER + "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** None where somebody else wrote the key. */
    private static OptionalLong number(String key) {
        try {
            return OptionalLong.of(Long.parseLong(key.substring(key.length() - DIGITS)));
        } catch (NumberFormatException e) {
            LOG.warnf("a slot of no time is left out slot=%s", key);
            return OptionalLong.empty();
        }
    }

    /** One that cannot be read, perhaps of another version, is missing in the windows. */
    private static @Nullable Slot read(String key, byte[] kept) {
        try {
            return SlotFormat.read(kept);
        } catch (IllegalArgumentException e) {
            LOG.warnf("a slot of counts is left out slot=%s reason=%s", key, e.getMessage());
            return null;
        }
    }
}
