package dev.meshfuse.scrape;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Where readings go. */
public interface Readings {
    /** Puts a reading on its way; completes when it is stored, or exceptionally. */
    CompletionStage<Void> publish(Reading reading);

    /**
     * Says that a target is gone, so that nobody waits for its next reading; completes when that is
     * stored, or exceptionally. Should it come back, its readings go on.
     *
     * @param target key of the target
     * @param leftAt when it was first missing among those to be read
     */
    CompletionStage<Void> gone(String target, Instant leftAt);
}
