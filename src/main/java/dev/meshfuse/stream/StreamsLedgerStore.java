package dev.meshfuse.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.budget.BreachWatch;
import dev.meshfuse.budget.SlotStore;
import dev.meshfuse.budget.TrackSlot;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.kafka.StateKeys;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.verdict.CanaryWatch;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps ledgers in the state stores of a stream task; keys begin with the service, parts divided by
 * a bar.
 */
final class StreamsLedgerStore implements LedgerStore {
    private static final Logger LOG = Logger.getLogger(StreamsLedgerStore.class);

    static final String SLOTS = "slots";
    static final String EDGES = "edges";
    static final String WATCHES = "watches";
    static final String BREACHES = "breaches";
    static final String BURNS = "burns";
    static final String TRACKS = "tracks";
    static final String ALERTS = "alerts";

    /** Who reports the edges of a service. */
    record Edges(Map<String, String> byCaller) {
        Edges {
            byCaller = Map.copyOf(byCaller);
        }
    }

    private static final char DIVIDER = '|';

    private final KeyValueStore<String, byte[]> slots;
    private final KeyValueStore<String, byte[]> edges;
    private final KeyValueStore<String, byte[]> watches;
    private final KeyValueStore<String, byte[]> breaches;
    private final KeyValueStore<String, byte[]> burns;
    private final KeyValueStore<String, byte[]> tracks;
    private final KeyValueStore<String, byte[]> alerts;
    private final KeyValueStore<String, byte[]> states;
    private final KnownAlerts known;
    private final ObjectMapper mapper;

    StreamsLedgerStore(ProcessorContext<?, ?> context, KnownAlerts known, ObjectMapper mapper) {
        this.slots = context.getStateStore(SLOTS);
        this.edges = context.getStateStore(EDGES);
        this.watches = context.getStateStore(WATCHES);
        this.breaches = context.getStateStore(BREACHES);
        this.burns = context.getStateStore(BURNS);
        this.tracks = context.getStateStore(TRACKS);
        this.alerts = context.getStateStore(ALERTS);
        this.states = context.getStateStore(TelemetryTopology.STATES);
        this.known = known;
        this.mapper = mapper;
    }

    /** What is read of a fuse's state here; the rest is for others. */
    private record TripState(@Nullable String unproven) {}

    @Override
    public @Nullable String unprovenTrip(ResourceId fuse) {
        byte[] json = states.get(StateKeys.fuse(fuse));
        try {
            return json == null ? null : mapper.readValue(json, TripState.class).unproven();
        } catch (IOException e) {
            return null; // the topic of states is compacted: the next one heals it
        }
    }

    /** The services of which anything was counted. */
    Collection<ResourceId> services() {
        return StreamsSlotStore.services(slots);
    }

    /**
     * Puts back everything that was kept but the slots, which stay where they are. What cannot be
     * read, perhaps of another version, is left out.
     */
    void restore(Function<ResourceId, ServiceLedger> ledgers) {
        each(
                edges,
                Edges.class,
                (key, kept) -> {
                    EdgeReporters known = EdgeReporters.fromMap(kept.byCaller());
                    ledgers.apply(ResourceId.parse(key)).restore(known);
                });
        each(
                watches,
                CanaryWatch.class,
                (key, watch) -> ledgers.apply(service(key)).restore(watch));
        each(
                breaches,
                BreachWatch.class,
                (key, breach) -> ledgers.apply(service(key)).restore(breach));
        each(burns, BurnWatch.class, (key, burn) -> ledgers.apply(service(key)).restore(burn));
        each(alerts, AlertWatch.class, (key, watch) -> ledgers.apply(service(key)).restore(watch));
        each(tracks, TrackSlot.class, (key, slot) -> ledgers.apply(service(key)).restore(slot));
    }

    @Override
    public SlotStore slots(ResourceId service) {
        return new StreamsSlotStore(slots, service);
    }

    @Override
    public void putEdges(ResourceId service, EdgeReporters known) {
        edges.put(service.key(), bytes(new Edges(known.toMap())));
    }

    @Override
    public void putWatch(ResourceId service, CanaryWatch watch) {
        watches.put(key(service, watch), bytes(watch));
    }

    @Override
    public void deleteWatch(ResourceId service, CanaryWatch watch) {
        watches.delete(key(service, watch));
    }

    @Override
    public void putBreach(ResourceId service, BreachWatch breach) {
        breaches.put(key(service, breach.slo().key()), bytes(breach));
    }

    @Override
    public void deleteBreach(ResourceId service, ResourceId slo) {
        breaches.delete(key(service, slo.key()));
    }

    @Override
    public void putBurn(ResourceId service, BurnWatch burn) {
        burns.put(key(service, burn.fuse(), burn.slo()), bytes(burn));
    }

    @Override
    public void deleteBurn(ResourceId service, BurnWatch burn) {
        burns.delete(key(service, burn.fuse(), burn.slo()));
    }

    @Override
    public void putTracks(ResourceId service, TrackSlot slot) {
        tracks.put(key(service, slot), bytes(slot));
    }

    @Override
    public void deleteTracks(ResourceId service, TrackSlot slot) {
        tracks.delete(key(service, slot));
    }

    @Override
    public void putAlerts(ResourceId service, AlertWatch watch) {
        alerts.put(key(service, watch.fuse().key()), bytes(watch));
    }

    @Override
    public void deleteAlerts(ResourceId service, AlertWatch watch) {
        alerts.delete(key(service, watch.fuse().key()));
    }

    @Override
    public KnownAlerts alerts() {
        return known;
    }

    private <V> void each(
            KeyValueStore<String, byte[]> store, Class<V> type, BiConsumer<String, V> action) {
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                try {
                    action.accept(entry.key, read(entry.value, type));
                } catch (IOException | IllegalArgumentException e) {
                    LOG.warnf(
                            "what was kept is left out: store=%s key=%s reason=%s",
                            store.name(), entry.key, e.getMessage());
                }
            }
        }
    }

    private <V> V read(byte[] kept, Class<V> type) throws IOException {
        V value = mapper.readValue(kept, type);
        if (value == null) {
            throw new IOException("there is nothing in it");
        }
        return value;
    }

    private byte[] bytes(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }

    private static String key(ResourceId service, CanaryWatch watch) {
        return key(service, watch.fuse(), watch.slo());
    }

    private static String key(ResourceId service, TrackSlot slot) {
        return key(service, slot.fuse(), slot.slo()) + DIVIDER + slot.begin().getEpochSecond();
    }

    private static String key(ResourceId service, ResourceId fuse, ResourceId slo) {
        return key(service, fuse.key() + DIVIDER + slo.key());
    }

    private static String key(ResourceId service, String rest) {
        return service.key() + DIVIDER + rest;
    }

    private static ResourceId service(String key) {
        int end = key.indexOf(DIVIDER);
        return ResourceId.parse(end < 0 ? key : key.substring(0, end));
    }
}
