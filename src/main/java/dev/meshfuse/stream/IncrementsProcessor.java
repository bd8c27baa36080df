package dev.meshfuse.stream;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.Baseline;
import dev.meshfuse.sli.ServiceIncrements;
import java.util.List;
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
    private BaselineStore baselines;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    IncrementsProcessor(String cluster, Definitions.Source definitions) {
        this.cluster = cluster;
        this.definitions = definitions;
    }

    @Override
    public void init(ProcessorContext<String, ServiceIncrements> context) {
        this.context = context;
        KeyValueStore<String, byte[]> store = context.getStateStore(BASELINES);
        this.baselines = new BaselineStore(store);
    }

    @Override
    public void process(Record<String, Reading> message) {
        Reading reading = message.value();
        Baseline.Advance advance = Baseline.advance(baselines.get(message.key()), reading);
        List<ServiceIncrements> told =
                ServiceIncrements.group(reading, advance, cluster, definitions.current());
        if (advance.shows() != Baseline.Shows.NOTHING_NEW) {
            baselines.put(
                    message.key(), advance.showing(ServiceIncrements.servicesShown(advance, told)));
        }
        for (ServiceIncrements one : told) {
            context.forward(message.withKey(one.service().key()).withValue(one));
        }
    }
}
