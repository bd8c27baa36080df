package dev.meshfuse.stream;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.Baseline;
import dev.meshfuse.sli.Ended;
import dev.meshfuse.sli.ServiceIncrements;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Stage 1, by target: compares each reading with what the target had shown before. A record without
 * a reading says that the target is gone, and since when.
 */
final class IncrementsProcessor
        implements Processor<String, @Nullable Reading, String, ServiceIncrements> {
    static final String BASELINES = "baselines";

    private final String cluster;
    private final Definitions.Source definitions;
    private final ReadingWatch watch;
    private ProcessorContext<String, ServiceIncrements> context;
    private BaselineStore baselines;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    IncrementsProcessor(String cluster, Definitions.Source definitions, ReadingWatch watch) {
        this.cluster = cluster;
        this.definitions = definitions;
        this.watch = watch;
    }

    @Override
    public void init(ProcessorContext<String, ServiceIncrements> context) {
        this.context = context;
        KeyValueStore<String, byte[]> store = context.getStateStore(BASELINES);
        this.baselines = new BaselineStore(store);
        context.schedule(BaselineStore.LOOK_THROUGH, PunctuationType.WALL_CLOCK_TIME, this::forget);
    }

    @Override
    public void process(Record<String, @Nullable Reading> message) {
        Reading reading = message.value();
        if (reading == null) {
            gone(message.key(), message.timestamp());
        } else {
            watch.note(reading, Instant.ofEpochMilli(context.currentSystemTimeMs()));
            read(message.key(), reading, message.timestamp());
        }
    }

    private void read(String target, Reading reading, long timestamp) {
        Baseline.Advance advance = baselines.advance(target, reading);
        List<ServiceIncrements> told =
                ServiceIncrements.group(reading, advance, cluster, definitions.current());
        if (advance.shows() != Baseline.Shows.NOTHING_NEW) {
            baselines.put(target, advance.showing(ServiceIncrements.servicesShown(advance, told)));
        }
        told.forEach(one -> forward(one, timestamp));
    }

    private void gone(String target, long leftAt) {
        Baseline known = baselines.get(target);
        if (known != null) {
            tellGone(target, known, leftAt);
            baselines.gone(target, known);
        }
    }

    private void forget(long now) {
        baselines
                .forget(Instant.ofEpochMilli(now))
                .forEach(forgotten -> tellGone(forgotten.target(), forgotten.baseline(), now));
    }

    private void tellGone(String target, Baseline known, long by) {
        Ended ended = known.endedBy(Instant.ofEpochMilli(by));
        known.services()
                .forEach(service -> forward(ServiceIncrements.gone(service, target, ended), by));
    }

    private void forward(ServiceIncrements told, long timestamp) {
        context.forward(new Record<>(told.service().key(), told, timestamp));
    }
}
