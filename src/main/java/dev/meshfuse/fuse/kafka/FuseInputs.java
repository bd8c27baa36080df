package dev.meshfuse.fuse.kafka;

import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.MeshException;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Reads the inputs of fuses, one after the other for each fuse. */
@ApplicationScoped
public class FuseInputs {
    private static final Logger LOG = Logger.getLogger(FuseInputs.class);

    private final FuseAnswers answers;

    FuseInputs(FuseAnswers answers) {
        this.answers = answers;
    }

    /**
     * Answers an input. One whose event Kafka does not take is answered again for as long as that
     * lasts: what was done must be said, and doing it again changes nothing.
     */
    @Incoming("fuse-inputs")
    @Blocking
    @Retry(
            maxRetries = -1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            maxDuration = 0,
            retryOn = UnpublishedException.class)
    void take(FuseInput input) {
        try {
            answers.answer(input);
        } catch (MeshException e) {
            LOG.errorf(
                    e,
                    "fuse could not act: fuse=%s episode=%s",
                    input.fuse().local(),
                    input.episode());
            answers.failed(input, e);
        }
    }
}
