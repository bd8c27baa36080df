package dev.meshfuse.stream;

import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the latest states of everything on every replica, and says which has come. */
final class StatesProcessor implements Processor<String, byte[], Void, Void> {
    private final Consumer<String> told;
    private KeyValueStore<String, byte[]> states;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    StatesProcessor(Consumer<String> told) {
        this.told = told;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        states = context.getStateStore(TelemetryTopology.STATES);
    }

    /** One without a value is the end of a state; one without a key is none of ours. */
    @Override
    public void process(Record<String, byte[]> message) {
        if (message.key() != null) {
            states.put(message.key(), message.value());
            told.accept(message.key());
        }
    }
}
