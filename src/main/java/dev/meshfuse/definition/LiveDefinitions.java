package dev.meshfuse.definition;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The snapshot of this moment: the definitions last read with the splits last seen. Any thread may
 * read it; changes come one after the other, and listeners hear of each that is one.
 */
public final class LiveDefinitions implements Definitions.Source {
    private final Splits splits;
    private final List<Consumer<Definitions>> listeners = new CopyOnWriteArrayList<>();
    private DefinitionSet read = DefinitionSet.of(List.of());
    private volatile Definitions current = Definitions.NONE;

    /**
     * @param splits where the sides of fuses are looked up
     */
    public LiveDefinitions(Splits splits) {
        this.splits = splits;
    }

    @Override
    public Definitions current() {
        return current;
    }

    /** Adds a listener, which is called on the thread that brings a change and must not block. */
    public void onChange(Consumer<Definitions> listener) {
        listeners.add(listener);
    }

    /** Takes new definitions in place of all that were there. */
    public synchronized void replace(List<Definition> definitions) {
        read = DefinitionSet.of(definitions);
        splits.watch(read.fuses().keySet());
        refresh();
    }

    /** Looks the splits up again. */
    public synchronized void refresh() {
        Definitions next = read.resolved(splits::of, splits::readiness);
        if (!next.equals(current)) {
            current = next;
            listeners.forEach(listener -> listener.accept(next));
        }
    }
}
