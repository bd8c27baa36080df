package dev.meshfuse.scrape;

import java.util.concurrent.CompletionStage;

/** Where readings go. */
@FunctionalInterface
public interface Readings {
    /** Puts a reading on its way; completes when it is stored, or exceptionally. */
    CompletionStage<Void> publish(Reading reading);
}
