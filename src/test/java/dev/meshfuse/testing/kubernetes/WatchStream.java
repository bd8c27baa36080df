package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.Answer.Watching;
import dev.meshfuse.testing.kubernetes.ObjectStore.Change;
import dev.meshfuse.testing.kubernetes.ObjectStore.Snapshot;
import dev.meshfuse.testing.kubernetes.ResourceReads.Scope;

/**
 * One open watch: turns the store's changes into the events that its selector lets through. An
 * object that starts to match is ADDED, one that stops is DELETED.
 */
final class WatchStream implements ObjectStore.Listener {
    /** Where events go. Called while the store is locked, in order. */
    interface Output {
        void event(String json);

        void end();
    }

    private final ObjectStore store;
    private final Watching watch;
    private final Output output;

    WatchStream(ObjectStore store, Watching watch, Output output) {
        this.store = store;
        this.watch = watch;
        this.output = output;
    }

    void start() {
        store.atomically(() -> {
            long after = watch.initial() ? sendPresent() : watch.after();
            if (!store.listen(after, this)) {
                String span = watch.after() + " (" + store.oldest() + ")";
                refuse("too old resource version: " + span);
            }
            return after;
        });
    }

    void stop() {
        store.forget(this);
    }

    /** The regular end: with a last bookmark, so that the client can go on from here. */
    void timeOut() {
        bookmark();
        stop();
        output.end();
    }

    /** Tells how far the client has seen, where it asked for that. */
    void bookmark() {
        store.atomically(() -> {
            if (watch.bookmarks()) {
                output.event(event("BOOKMARK", bookmarkAt(store.version())));
            }
            return true;
        });
    }

    private long sendPresent() {
        Scope scope = watch.scope();
        Snapshot present = store.snapshot(scope.type().id());
        present.objects()
                .forEach((key, object) -> {
                    if (scope.holds(key) && scope.selector().test(object)) {
                        send("ADDED", object);
                    }
                });
        if (watch.markInitialEnd()) {
            ObjectNode end = bookmarkAt(present.version());
            Json.child(Meta.of(end), "annotations").put("k8s.io/initial-events-end", "true");
            output.event(event("BOOKMARK", end));
        }
        return present.version();
    }

    private ObjectNode bookmarkAt(long version) {
        ObjectNode object = Json.object().put("kind", watch.scope().type().kind());
        object.put("apiVersion", watch.scope().type().apiVersion(watch.scope().version()));
        Meta.of(object).put("resourceVersion", Long.toString(version));
        return object;
    }

    @Override
    public void changed(Change change) {
        Scope scope = watch.scope();
        if (!change.type().equals(scope.type().id()) || !scope.holds(change.key())) {
            return;
        }
        ObjectNode before = change.before();
        ObjectNode after = change.after();
        boolean was = before != null && scope.selector().test(before);
        if (after != null && scope.selector().test(after)) {
            send(was ? "MODIFIED" : "ADDED", after);
        } else if (was && before != null) {
            send("DELETED", ObjectStore.atVersion(before, change.version()));
        }
    }

    @Override
    public void expired() {
        refuse("The resourceVersion for the provided watch is too old.");
    }

    private void refuse(String message) {
        output.event(event("ERROR", ApiException.expired(message).toStatus()));
        stop();
        output.end();
    }

    private void send(String type, ObjectNode object) {
        Scope scope = watch.scope();
        output.event(event(type, Shaping.present(scope.type(), scope.version(), object)));
    }

    private static String event(String type, ObjectNode object) {
        return Json.write(Json.object().put("type", type).set("object", object));
    }
}
