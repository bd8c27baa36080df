package dev.meshfuse.fuse.kafka;

import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.Action;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.MeshException;
import io.smallrye.faulttolerance.api.ExponentialBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.jboss.logging.Logger;

/** Answers inputs, and tries again where that may help: each time it looks and decides anew. */
@ApplicationScoped
public class FuseAnswers {
    private static final Logger LOG = Logger.getLogger(FuseAnswers.class);

    private final FuseActor actor;

    FuseAnswers(FuseActor.Mesh mesh, FuseActor.Events events, Clock clock) {
        this.actor = new FuseActor(mesh, events, clock);
    }

    /**
     * Answers an input. Somebody who keeps changing the object, or an API server that is away, is
     * given two seconds; if the canary still burns then, the next input follows within five.
     *
     * @throws MeshException when that was not enough
     */
    @Retry(
            maxRetries = 10,
            delay = 50,
            jitter = 25,
            maxDuration = 2,
            durationUnit = ChronoUnit.SECONDS,
            retryOn = {MeshException.Conflict.class, MeshException.Unavailable.class})
    @ExponentialBackoff(maxDelay = 500)
    public void answer(FuseInput input) {
        Action action = actor.answer(input);
        LOG.infof(
                "fuse input answered: fuse=%s episode=%s action=%s reason=%s",
                input.fuse().local(),
                input.episode(),
                action.getClass().getSimpleName(),
                action.reason());
    }

    /** Says that an input could not be answered. */
    public void failed(FuseInput input, String reason) {
        actor.failed(input, reason);
    }
}
