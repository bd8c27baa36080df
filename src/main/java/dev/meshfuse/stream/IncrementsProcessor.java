package dev.meshfuse.stream;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.Baseline;
import dev.meshfuse.sli.ServiceIncrements;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Stage 1, by target: compares each reading with what the target had shown before. */
final class IncrementsProcessor implements Processor<String, Reading, String, ServiceIncrements> {
    static final String BASELINES = "baselines";

    private final String cluster;
    private final Definitions.Source definitions;
    private ProcessorContext<String, ServiceIncrements> context;
    private KeyValueStore<String, Baseline> baselines;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    IncrementsProcessor(String cluster, Definitions.Source definitions) {
        this.cluster = cluster;
        this.definitions = definitions;
    }

    @Override
    public void init(ProcessorContext<String, ServiceIncrements> context) {
        this.context = context;
        this.baselines = context.getStateStore(BASELINES);
    }

    @Override
    public void process(Record<String, Reading> message) {
        Reading reading = message.value();
        Baseline.Advance advance = Baseline.advance(baselines.get(message.key()), reading);
        baselines.put(message.key(), advance.next());
        for (ServiceIncrements added :
                ServiceIncrements.group(reading, advance, cluster, definitions.current())) {
            context.forward(message.withKey(added.service().key()).withValue(added));
        }
    }
}
