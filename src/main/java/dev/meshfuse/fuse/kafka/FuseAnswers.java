package dev.meshfuse.fuse.kafka;

import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.Action;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.TripCaps;
import io.quarkus.runtime.Startup;
import io.smallrye.faulttolerance.api.CustomBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.jboss.logging.Logger;

/** Answers inputs, and tries again where that may help: each time it looks and decides anew. */
@Startup
@ApplicationScoped
public class FuseAnswers {
    private static final Logger LOG = Logger.getLogger(FuseAnswers.class);

    /** An API server that asks for more is asked again after this time all the same. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private final FuseActor actor;
    private final Clock clock;

    /** Until when the API server wants to be left alone. */
    private volatile Instant restsUntil = Instant.MIN;

    FuseAnswers(FuseActor.Mesh mesh, FuseActor.Events events, Clock clock, TripCaps caps) {
        this.actor = new FuseActor(mesh, events, clock, caps);
        this.clock = clock;
    }

    /**
     * Answers an input. Somebody who keeps changing the object, or an API server that is away, is
     * given two seconds; if the canary still burns then, the next input follows within five. An API
     * server that asks for more patience is not called meanwhile.
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
    @CustomBackoff(PatientBackoff.class)
    public void answer(FuseInput input) {
        Instant now = clock.instant();
        if (now.isBefore(restsUntil)) {
            throw new MeshException.Busy(
                    "the API server asked to be left alone until " + restsUntil,
                    null,
                    Duration.between(now, restsUntil));
        }
        Action action = answerNow(input);
        LOG.infof(
                "fuse input answered: fuse=%s episode=%s action=%s reason=%s",
                input.fuse().local(),
                input.episode(),
                action.getClass().getSimpleName(),
                action.reason());
    }

    private Action answerNow(FuseInput input) {
        try {
            return actor.answer(input);
        } catch (MeshException.Busy e) {
            Duration rest =
                    e.retryAfter().compareTo(LONGEST_REST) > 0 ? LONGEST_REST : e.retryAfter();
            restsUntil = clock.instant().plus(rest);
            throw e;
        }
    }

    /** Says that an input could not be answered. */
    public void failed(FuseInput input, String reason) {
        actor.failed(input, reason);
    }
}
