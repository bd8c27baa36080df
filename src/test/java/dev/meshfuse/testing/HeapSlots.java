package dev.meshfuse.testing;

import dev.meshfuse.budget.Slot;
import dev.meshfuse.budget.SlotId;
import dev.meshfuse.budget.SlotStore;
import dev.meshfuse.sli.Tally;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Slots on the heap; what is given and taken are copies, as with a store of bytes. */
public final class HeapSlots implements SlotStore {
    private final List<TreeMap<Long, Slot>> byResolution =
            List.of(
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>());
    private int puts;

    /** How many slots there are. */
    public int size() {
        return byResolution.stream().mapToInt(TreeMap::size).sum();
    }

    /** How many there are of each resolution, the finest first. */
    public List<Integer> sizes() {
        return byResolution.stream().map(TreeMap::size).toList();
    }

    /** How often something was written. */
    public int puts() {
        return puts;
    }

    @Override
    public @Nullable Slot get(SlotId id) {
        Slot kept = byResolution.get(id.resolution()).get(id.number());
        return kept == null ? null : copy(kept);
    }

    @Override
    public void put(SlotId id, Slot slot) {
        puts++;
        byResolution.get(id.resolution()).put(id.number(), copy(slot));
    }

    @Override
    public void each(int resolution, long from, long to, BiConsumer<SlotId, Slot> action) {
        if (from < to) {
            byResolution
                    .get(resolution)
                    .subMap(from, to)
                    .forEach((number, slot) ->
                            action.accept(new SlotId(resolution, number), copy(slot)));
        }
    }

    @Override
    public void delete(int resolution, long from, long to) {
        if (from < to) {
            byResolution.get(resolution).subMap(from, to).clear();
        }
    }

    @Override
    public OptionalLong newest(int resolution) {
        TreeMap<Long, Slot> slots = byResolution.get(resolution);
        return slots.isEmpty() ? OptionalLong.empty() : OptionalLong.of(slots.lastKey());
    }

    private static Slot copy(Slot slot) {
        Tally tally = slot.tally().copy();
        return new Slot(tally, (BitSet) slot.read().clone());
    }
}
