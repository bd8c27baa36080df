package dev.meshfuse.scrape.kafka;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.Readings;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Puts readings on their topic, keyed by target. */
@ApplicationScoped
public class ReadingPublisher implements Readings {
    /**
     * Readings that may wait for the broker. A target has one reading under way at most, so this is
     * a bound on targets; what comes beyond it is dropped, which loses no requests: the next
     * reading is cumulative too.
     */
    private static final int WAITING = 10_000;

    private final Emitter<Record<String, Reading>> emitter;

    ReadingPublisher(
            @Channel("readings")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING)
                    Emitter<Record<String, Reading>> emitter) {
        this.emitter = emitter;
    }

    @Override
    public CompletionStage<Void> publish(Reading reading) {
        try {
            return emitter.send(Record.of(reading.target(), reading));
        } catch (IllegalStateException e) { // the buffer is full, or the program is stopping
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A record of that time without a reading. */
    @Override
    public CompletionStage<Void> gone(String target, Instant leftAt) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        Record<String, Reading> none = Record.of(target, null);
        try {
            emitter.send(
                    Message.of(
                                    none,
                                    () -> {
                                        stored.complete(null);
                                        return CompletableFuture.completedFuture(null);
                                    },
                                    failure -> {
                                        stored.completeExceptionally(failure);
                                        return CompletableFuture.completedFuture(null);
                                    })
                            .addMetadata(
                                    OutgoingKafkaRecordMetadata.builder()
                                            .withTimestamp(leftAt)
                                            .build()));
        } catch (IllegalStateException e) {
            stored.completeExceptionally(e);
        }
        return stored;
    }
}
