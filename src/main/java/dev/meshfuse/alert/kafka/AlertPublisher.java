package dev.meshfuse.alert.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.AlertStore;
import dev.meshfuse.event.kafka.StateKeys;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jspecify.annotations.Nullable;

/**
 * Puts alerts on the topic of states, which every replica reads: one record for each alert, start
 * and status, so that the same message twice is the same record again.
 */
@ApplicationScoped
public class AlertPublisher implements AlertStore {
    /** More than messages that are taken in at once can hold. */
    private static final int WAITING = 32_768;

    private final Emitter<Record<String, byte @Nullable []>> states;
    private final ObjectMapper mapper;

    AlertPublisher(
            @Channel("alerts") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING)
                    Emitter<Record<String, byte @Nullable []>> states,
            ObjectMapper mapper) {
        this.states = states;
        this.mapper = mapper;
    }

    @Override
    public CompletionStage<Void> store(Collection<Alert> alerts) {
        List<CompletionStage<Void>> sent = new ArrayList<>();
        for (Alert alert : alerts) {
            sent.add(
                    send(
                            StateKeys.alert(
                                    alert.fingerprint(), alert.startsAt(), alert.status().name()),
                            json(alert)));
        }
        return all(sent);
    }

    @Override
    public CompletionStage<Void> forget(Collection<String> keys) {
        return all(keys.stream().map(key -> send(key, null)).toList());
    }

    private CompletionStage<Void> send(String key, byte @Nullable [] value) {
        try {
            return states.send(Record.of(key, value));
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e); // too many wait already, or it ends
        }
    }

    private byte[] json(Alert alert) {
        try {
            return mapper.writeValueAsBytes(alert);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write alert " + alert.fingerprint(), e);
        }
    }

    private static CompletionStage<Void> all(Collection<CompletionStage<Void>> sent) {
        return CompletableFuture.allOf(
                sent.stream()
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new));
    }
}
