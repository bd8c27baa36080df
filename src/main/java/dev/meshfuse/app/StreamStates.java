package dev.meshfuse.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.kafka.StateKeys;
import dev.meshfuse.fuse.FuseState;
import dev.meshfuse.fuse.kafka.FusePublisher;
import dev.meshfuse.stream.TelemetryTopology;
import dev.meshfuse.verdict.EvidenceState;
import dev.meshfuse.web.States;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.jboss.logging.Logger;

/** The latest states, from the copy of their topic that every replica holds. */
@ApplicationScoped
public class StreamStates implements States, FusePublisher.KnownFuses {
    private static final Logger LOG = Logger.getLogger(StreamStates.class);

    private final KafkaStreams streams;
    private final ObjectMapper mapper;

    StreamStates(KafkaStreams streams, ObjectMapper mapper) {
        this.streams = streams;
        this.mapper = mapper;
    }

    @Override
    public Optional<SloState> slo(ResourceId slo) {
        return read(StateKeys.slo(slo), SloState.class);
    }

    @Override
    public List<EvidenceState> evidence(ResourceId fuse, List<ResourceId> slos) {
        return slos.stream()
                .flatMap(slo -> read(StateKeys.evidence(fuse, slo), EvidenceState.class).stream())
                .toList();
    }

    @Override
    public FuseState fuse(ResourceId fuse) {
        return state(fuse);
    }

    @Override
    public FuseState state(ResourceId fuse) {
        return read(StateKeys.fuse(fuse), FuseState.class).orElseGet(() -> FuseState.armed(fuse));
    }

    /**
     * A state, for those who must know the absence of one from not knowing.
     *
     * @throws InvalidStateStoreException while the stream is not running yet
     * @throws IllegalStateException when it is not running any more
     * @throws IOException when the state cannot be read
     */
    <T> Optional<T> latest(String key, Class<T> type) throws IOException {
        byte[] json =
                streams.store(
                                StoreQueryParameters.fromNameAndType(
                                        TelemetryTopology.STATES,
                                        QueryableStoreTypes.<String, byte[]>keyValueStore()))
                        .get(key);
        return json == null ? Optional.empty() : Optional.of(mapper.readValue(json, type));
    }

    private <T> Optional<T> read(String key, Class<T> type) {
        try {
            return latest(key, type);
        } catch (InvalidStateStoreException | IllegalStateException e) {
            return Optional.empty(); // not running yet (the first), or not any more (the second)
        } catch (IOException e) {
            LOG.warnf("state not readable: key=%s reason=%s", key, e.getMessage());
            return Optional.empty();
        }
    }
}
