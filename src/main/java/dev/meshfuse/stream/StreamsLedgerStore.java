package dev.meshfuse.stream;

import dev.meshfuse.budget.BreachWatch;
import dev.meshfuse.budget.SlotStore;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.verdict.CanaryWatch;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps ledgers in the state stores of a stream task; keys begin with the service, parts divided by
 * a bar.
 */
final class StreamsLedgerStore implements LedgerStore {
    static final String SLOTS = "slots";
    static final String EDGES = "edges";
    static final String WATCHES = "watches";
    static final String BREACHES = "breaches";

    /** Who reports the edges of a service. */
    record Edges(Map<String, String> byCaller) {}

    private static final char DIVIDER = '|';

    private final KeyValueStore<String, byte[]> slots;
    private final KeyValueStore<String, Edges> edges;
    private final KeyValueStore<String, CanaryWatch> watches;
    private final KeyValueStore<String, BreachWatch> breaches;

    StreamsLedgerStore(ProcessorContext<?, ?> context) {
        this.slots = context.getStateStore(SLOTS);
        this.edges = context.getStateStore(EDGES);
        this.watches = context.getStateStore(WATCHES);
        this.breaches = context.getStateStore(BREACHES);
    }

    /** The services of which anything was counted. */
    Collection<ResourceId> services() {
        return StreamsSlotStore.services(slots);
    }

    /** Puts back everything that was kept but the slots, which stay where they are. */
    void restore(Function<ResourceId, ServiceLedger> ledgers) {
        each(
                edges,
                (key, kept) ->
                        ledgers.apply(ResourceId.parse(key))
                                .restore(EdgeReporters.fromMap(kept.byCaller())));
        each(watches, (key, watch) -> ledgers.apply(service(key)).restore(watch));
        each(breaches, (key, breach) -> ledgers.apply(service(key)).restore(breach));
    }

    @Override
    public SlotStore slots(ResourceId service) {
        return new StreamsSlotStore(slots, service);
    }

    @Override
    public void putEdges(ResourceId service, EdgeReporters known) {
        edges.put(service.key(), new Edges(known.toMap()));
    }

    @Override
    public void putWatch(ResourceId service, CanaryWatch watch) {
        watches.put(key(service, watch), watch);
    }

    @Override
    public void deleteWatch(ResourceId service, CanaryWatch watch) {
        watches.delete(key(service, watch));
    }

    @Override
    public void putBreach(ResourceId service, BreachWatch breach) {
        breaches.put(key(service, breach.slo().key()), breach);
    }

    @Override
    public void deleteBreach(ResourceId service, ResourceId slo) {
        breaches.delete(key(service, slo.key()));
    }

    private static <V> void each(KeyValueStore<String, V> store, BiConsumer<String, V> action) {
        try (KeyValueIterator<String, V> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, V> entry = all.next();
                action.accept(entry.key, entry.value);
            }
        }
    }

    private static String key(ResourceId service, CanaryWatch watch) {
        return key(service, watch.fuse().key() + DIVIDER + watch.slo().key());
    }

    private static String key(ResourceId service, String rest) {
        return service.key() + DIVIDER + rest;
    }

    private static ResourceId service(String key) {
        return ResourceId.parse(key.substring(0, key.indexOf(DIVIDER)));
    }
}
