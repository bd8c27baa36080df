package dev.meshfuse.fuse.kafka;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.kafka.CloudEvents;
import dev.meshfuse.event.kafka.StateKeys;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.FusePhase;
import dev.meshfuse.fuse.FuseState;
import io.cloudevents.CloudEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jspecify.annotations.Nullable;

/** Publishes what fuses did, and the state they are in after it. */
@Startup
@ApplicationScoped
public class FusePublisher implements FuseActor.Events {
    /** Longer than the producer itself tries, so that its own error is seen. */
    private static final Duration PATIENCE = Duration.ofSeconds(35);

    private final Emitter<Record<String, CloudEvent>> actions;
    private final Emitter<Record<String, FuseState>> states;
    private final KnownFuses known;
    private final Event<FuseEvent> published;
    private final CloudEvents envelopes;
    private final Map<ResourceId, FuseState> latest = new ConcurrentHashMap<>();

    /** The states of fuses that were published before this program started. */
    @FunctionalInterface
    public interface KnownFuses {
        /** The latest state of a fuse; one that has done nothing is armed. */
        FuseState state(ResourceId fuse);
    }

    FusePublisher(
            @Channel("actions") Emitter<Record<String, CloudEvent>> actions,
            @Channel("states") Emitter<Record<String, FuseState>> states,
            KnownFuses known,
            Event<FuseEvent> published,
            ObjectMapper mapper) {
        this.actions = actions;
        this.states = states;
        this.known = known;
        this.published = published;
        this.envelopes = new CloudEvents(mapper);
    }

    @Override
    public void publish(FuseEvent event, @Nullable FusePhase next) {
        ResourceId fuse = event.fuse();
        FuseState state = latest.computeIfAbsent(fuse, known::state).after(event, next);
        await(actions.send(Record.of(fuse.key(), envelopes.of(event))));
        await(states.send(Record.of(StateKeys.fuse(fuse), state)));
        latest.put(fuse, state);
        published.fire(event);
    }

    /** When fuses last tripped, as far as this replica knows; those that never did are left out. */
    public Map<ResourceId, Instant> lastTrips(Set<ResourceId> fuses) {
        Map<ResourceId, Instant> trips = new HashMap<>();
        for (ResourceId fuse : fuses) {
            Stream.of(known.state(fuse), latest.getOrDefault(fuse, FuseState.armed(fuse)))
                    .flatMap(state -> Stream.ofNullable(state.lastTripAt()))
                    .max(Comparator.naturalOrder())
                    .ifPresent(at -> trips.put(fuse, at));
        }
        return trips;
    }

    private static void await(CompletionStage<Void> sent) {
        try {
            sent.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while publishing", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new UnpublishedException("Kafka did not take the event of a fuse", e);
        }
    }
}
