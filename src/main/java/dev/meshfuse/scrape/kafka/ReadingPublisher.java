package dev.meshfuse.scrape.kafka;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.Readings;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
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
}
