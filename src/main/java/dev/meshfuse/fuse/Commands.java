package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseInput;
import java.util.concurrent.CompletionStage;

/** The way of an input that does not come from the stream to the one who answers for its fuse. */
@FunctionalInterface
public interface Commands {
    /**
     * Hands an input over.
     *
     * @return done when the input is stored and so will be answered; failed when it is not known to
     *     be
     */
    CompletionStage<Void> give(FuseInput input);
}
