package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseInput;
import java.util.concurrent.CompletionStage;

/** The way of a command to the one who answers the inputs of its fuse. */
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
