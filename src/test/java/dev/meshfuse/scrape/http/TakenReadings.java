package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.Readings;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Readings that are taken here.
 *
 * @param taker takes each, on any thread
 */
record TakenReadings(Consumer<Reading> taker) implements Readings {
    @Override
    public CompletionStage<Void> publish(Reading reading) {
        taker.accept(reading);
        return CompletableFuture.allOf();
    }

    @Override
    public CompletionStage<Void> gone(String target, Instant leftAt) {
        return CompletableFuture.allOf();
    }
}
