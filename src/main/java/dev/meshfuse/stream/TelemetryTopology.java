package dev.meshfuse.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.kafka.CloudEvents;
import dev.meshfuse.event.kafka.Topics;
import dev.meshfuse.verdict.EvidenceState;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.kafka.CloudEventSerializer;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The stream from readings to events.
 *
 * <pre>
 *  readings ─▶ increments ─▶ (by service) ─▶ ledger ─┬─▶ breaches
 *   by target   baselines                    slots   ├─▶ fuse-inputs
 *                                            edges   └─▶ states ─▶ every replica
 *                                            watches
 *                                            breaches
 *                                            burns
 *                                            tracks      │
 *                                            alerts ◀────┘
 * </pre>
 */
public final class TelemetryTopology {
    /** The latest states of everything, readable on every replica. */
    public static final String STATES = "states";

    private final Topics topics;
    private final int partitions;
    private final String cluster;
    private final Duration block;
    private final Definitions.Source definitions;
    private final ReadingWatch watch;
    private final Consumer<Output> observer;
    private final ObjectMapper mapper;

    /**
     * @param topics names of the topics
     * @param partitions number of partitions, which is the number of tasks of each stage
     * @param cluster name of the cluster
     * @param block length of a block of evidence
     * @param definitions what is defined now
     * @param watch sees each reading that is processed
     * @param observer sees what is said, on the replica that owns the service
     * @param mapper how values look
     */
    public TelemetryTopology(
            Topics topics,
            int partitions,
            String cluster,
            Duration block,
            Definitions.Source definitions,
            ReadingWatch watch,
            Consumer<Output> observer,
            ObjectMapper mapper) {
        this.topics = topics;
        this.partitions = partitions;
        this.cluster = cluster;
        this.block = block;
        this.definitions = definitions;
        this.watch = watch;
        this.observer = observer;
        this.mapper = mapper;
    }

    /** Builds it; nobody is told of states, nor of alerts. */
    public Topology build() {
        return build(new KnownAlerts(), key -> {});
    }

    /**
     * Builds it.
     *
     * @param known gets the alerts that this replica has learnt
     * @param told hears the key of each state that this replica has learnt, once it can be read; on
     *     the thread that reads them all, so it must neither wait nor fail
     */
    public Topology build(KnownAlerts known, Consumer<String> told) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(store(IncrementsProcessor.BASELINES));
        builder.addStateStore(slots());
        builder.addStateStore(store(StreamsLedgerStore.EDGES));
        builder.addStateStore(store(StreamsLedgerStore.WATCHES));
        builder.addStateStore(store(StreamsLedgerStore.BREACHES));
        builder.addStateStore(store(StreamsLedgerStore.BURNS));
        builder.addStateStore(store(StreamsLedgerStore.TRACKS));
        builder.addStateStore(store(StreamsLedgerStore.ALERTS));
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(STATES),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled(), // its topic is its log
                topics.states(),
                Consumed.with(Serdes.String(), Serdes.ByteArray()),
                () -> new StatesProcessor(known, mapper, told));

        KStream<String, Output> said =
                builder.stream(
                                topics.readings(),
                                Consumed.with(Serdes.String(), CompactSerdes.READINGS))
                        .process(
                                () -> new IncrementsProcessor(cluster, definitions, watch),
                                Named.as("increments"),
                                IncrementsProcessor.BASELINES)
                        .repartition(
                                Repartitioned.with(Serdes.String(), CompactSerdes.INCREMENTS)
                                        .withName("by-service")
                                        .withNumberOfPartitions(partitions))
                        .process(
                                () ->
                                        new LedgerProcessor(
                                                block, definitions, observer, known, mapper),
                                Named.as("ledger"),
                                StreamsLedgerStore.SLOTS,
                                StreamsLedgerStore.EDGES,
                                StreamsLedgerStore.WATCHES,
                                StreamsLedgerStore.BREACHES,
                                StreamsLedgerStore.BURNS,
                                StreamsLedgerStore.TRACKS,
                                StreamsLedgerStore.ALERTS);
        publish(said);
        return builder.build();
    }

    private void publish(KStream<String, Output> said) {
        CloudEvents envelopes = new CloudEvents(mapper);
        said.filter((key, output) -> output instanceof Output.Breach)
                .mapValues(output -> envelopes.of(((Output.Breach) output).event()))
                .to(topics.breaches(), Produced.with(Serdes.String(), cloudEvents()));
        said.filter((key, output) -> output instanceof Output.Input)
                .mapValues(output -> ((Output.Input) output).input())
                .to(topics.fuseInputs(), Produced.with(Serdes.String(), json(FuseInput.class)));
        said.filter((key, output) -> output instanceof Output.SloSeen)
                .mapValues(output -> ((Output.SloSeen) output).state())
                .to(topics.states(), Produced.with(Serdes.String(), json(SloState.class)));
        said.filter((key, output) -> output instanceof Output.EvidenceSeen)
                .mapValues(output -> ((Output.EvidenceSeen) output).state())
                .to(topics.states(), Produced.with(Serdes.String(), json(EvidenceState.class)));
    }

    private static Serde<CloudEvent> cloudEvents() {
        return Serdes.serdeFrom(new CloudEventSerializer(), new CloudEventDeserializer());
    }

    /**
     * On disk, since a month of slots is more than everything else together: see
     * docs/benchmarks-budgets.md. Its cache holds back what is written between two commits, so that
     * each slot goes to the changelog once a commit at most.
     */
    static StoreBuilder<KeyValueStore<String, byte[]>> slots() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(StreamsLedgerStore.SLOTS),
                        Serdes.String(),
                        Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of());
    }

    /** Values are bytes: one that cannot be read must not keep the others from being restored. */
    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    private <V> Serde<V> json(Class<V> type) {
        return new ObjectMapperSerde<>(type, mapper);
    }
}
