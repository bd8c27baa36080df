package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects, one counter of versions, and the latest changes, from which watches resume and
 * earlier states are restored. A stored tree is never changed: writers put a new one.
 */
final class ObjectStore {
    /** The API server keeps about five minutes; a count keeps memory bounded without a clock. */
    private static final int KEPT_CHANGES = 10_000;

    /** Where an object is, within its kind. Lists follow this order, as they follow etcd's keys. */
    record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
        @Override
        public int compareTo(ObjectKey other) {
            int byNamespace = namespace.compareTo(other.namespace);
            return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
        }
    }

    /**
     * One change of one object.
     *
     * @param before null when the object was created
     * @param after null when the object was removed
     */
    record Change(
            long version,
            String type,
            ObjectKey key,
            @Nullable ObjectNode before,
            @Nullable ObjectNode after) {}

    record Snapshot(long version, NavigableMap<ObjectKey, ObjectNode> objects) {}

    /**
     * Called in the order of changes, while the store is locked: an implementation must hand over
     * and return.
     */
    interface Listener {
        void changed(Change change);

        void expired();
    }

    private final Map<String, NavigableMap<ObjectKey, ObjectNode>> objects = new HashMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private final List<Listener> listeners = new ArrayList<>();
    private long version = 1;
    private long oldest = 1;

    synchronized <T> T atomically(Supplier<T> work) {
        return work.get();
    }

    synchronized Optional<ObjectNode> get(String type, ObjectKey key) {
        return Optional.ofNullable(ofType(type).get(key));
    }

    /** Stores an object under the next version and returns it with that version in its metadata. */
    synchronized ObjectNode put(String type, ObjectKey key, ObjectNode object) {
        ObjectNode stored = atVersion(object, ++version);
        ObjectNode before = ofType(type).put(key, stored);
        record(new Change(version, type, key, before, stored));
        return stored;
    }

    synchronized void remove(String type, ObjectKey key) {
        ObjectNode before = ofType(type).remove(key);
        if (before != null) {
            record(new Change(++version, type, key, before, null));
        }
    }

    synchronized long version() {
        return version;
    }

    synchronized Snapshot snapshot(String type) {
        return new Snapshot(version, new TreeMap<>(ofType(type)));
    }

    /**
     * The state at an earlier version, restored by undoing what came later; empty when that is no
     * longer known.
     */
    synchronized Optional<Snapshot> snapshotAt(String type, long wanted) {
        if (wanted < oldest || wanted > version) {
            return Optional.empty();
        }
        NavigableMap<ObjectKey, ObjectNode> state = new TreeMap<>(ofType(type));
        for (Iterator<Change> it = history.descendingIterator(); it.hasNext(); ) {
            Change change = it.next();
            if (change.version() <= wanted) {
                break;
            }
            if (change.type().equals(type)) {
                undo(change, state);
            }
        }
        return Optional.of(new Snapshot(wanted, state));
    }

    private static void undo(Change change, NavigableMap<ObjectKey, ObjectNode> state) {
        ObjectNode before = change.before();
        if (before == null) {
            state.remove(change.key());
        } else {
            state.put(change.key(), before);
        }
    }

    /**
     * Replays the changes after a version, then delivers every later one; false when that version
     * is no longer known.
     */
    synchronized boolean listen(long after, Listener listener) {
        if (after < oldest) {
            return false;
        }
        history.stream().filter(c -> c.version() > after).forEach(listener::changed);
        listeners.add(listener);
        return true;
    }

    synchronized void forget(Listener listener) {
        listeners.remove(listener);
    }

    /** Forgets all history: every version handed out until now is too old, and open watches end. */
    synchronized void expire() {
        oldest = ++version;
        history.clear();
        List<Listener> ended = List.copyOf(listeners);
        ended.forEach(Listener::expired);
    }

    synchronized long oldest() {
        return oldest;
    }

    static ObjectNode atVersion(ObjectNode object, long version) {
        ObjectNode copy = object.deepCopy();
        Meta.of(copy).put("resourceVersion", Long.toString(version));
        return copy;
    }

    private NavigableMap<ObjectKey, ObjectNode> ofType(String type) {
        return objects.computeIfAbsent(type, t -> new TreeMap<>());
    }

    private void record(Change change) {
        history.addLast(change);
        if (history.size() > KEPT_CHANGES) {
            oldest = history.removeFirst().version();
        }
        List.copyOf(listeners).forEach(l -> l.changed(change));
    }
}
