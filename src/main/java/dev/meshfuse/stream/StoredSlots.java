package dev.meshfuse.stream;

import dev.meshfuse.budget.Slot;
import dev.meshfuse.budget.SlotId;
import dev.meshfuse.budget.SlotSource;
import dev.meshfuse.definition.ResourceId;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one service in a store that may be another thread's. A key is {@code
 * service|resolution|number} with ten digits for the number, so that keys are in order of time.
 */
final class StoredSlots implements SlotSource {
    static final char DIVIDER = '|';

    private static final Logger LOG = Logger.getLogger(StoredSlots.class);

    /** Slots of ten seconds for three thousand years. */
    private static final int DIGITS = 10;

    private static final long MOST = 9_999_999_999L;

    private final ReadOnlyKeyValueStore<String, byte[]> store;
    private final String prefix;

    StoredSlots(ReadOnlyKeyValueStore<String, byte[]> store, ResourceId service) {
        this.store = store;
        this.prefix = service.key() + DIVIDER;
    }

    /** Whether the store can be read here; asks for a key that no slot has. */
    boolean isThere() {
        try {
            store.get(prefix);
            return true;
        } catch (InvalidStateStoreException e) {
            return false;
        }
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

    KeyValueIterator<String, byte[]> range(int resolution, long from, long to) {
        return store.range(key(resolution, from), key(resolution, to - 1));
    }

    String key(SlotId id) {
        return key(id.resolution(), id.number());
    }

    /** One that cannot be read, perhaps of another version, is missing in the windows. */
    static @Nullable Slot read(String key, byte[] kept) {
        try {
            return SlotFormat.read(kept);
        } catch (IllegalArgumentException e) {
            LOG.warnf("a slot of counts is left out slot=%s reason=%s", key, e.getMessage());
            return null;
        }
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
}
