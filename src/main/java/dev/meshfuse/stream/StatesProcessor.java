package dev.meshfuse.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.event.kafka.StateKeys;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the latest states of everything on every replica, and says which has come. */
final class StatesProcessor implements Processor<String, byte[], Void, Void> {
    private static final Logger LOG = Logger.getLogger(StatesProcessor.class);

    private final KnownAlerts known;
    private final ObjectMapper mapper;
    private final Consumer<String> told;
    private KeyValueStore<String, byte[]> states;

    /**
     * @param known gets the alerts among them
     * @param told hears the key of each
     */
    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    StatesProcessor(KnownAlerts known, ObjectMapper mapper, Consumer<String> told) {
        this.known = known;
        this.mapper = mapper;
        this.told = told;
    }

    /** What was there before is put back into the store without {@link #process}. */
    @Override
    public void init(ProcessorContext<Void, Void> context) {
        states = context.getStateStore(TelemetryTopology.STATES);
        known.clear();
        try (KeyValueIterator<String, byte[]> alerts =
                states.range(StateKeys.firstAlert(), StateKeys.lastAlert())) {
            while (alerts.hasNext()) {
                KeyValue<String, byte[]> alert = alerts.next();
                take(alert.key, alert.value);
            }
        }
    }

    /** One without a value is the end of a state; one without a key is none of ours. */
    @Override
    public void process(Record<String, byte[]> message) {
        if (message.key() != null) {
            states.put(message.key(), message.value());
            if (StateKeys.isAlert(message.key())) {
                take(message.key(), message.value());
            }
            told.accept(message.key());
        }
    }

    private void take(String key, byte @Nullable [] value) {
        try {
            known.put(key, value == null ? null : mapper.readValue(value, Alert.class));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warnf("alert not readable: key=%s reason=%s", key, e.getMessage());
            known.put(key, null);
        }
    }
}
