package dev.meshfuse.fuse.kafka;

import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.MeshException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
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

    @Incoming("fuse-inputs")
    @RunOnVirtualThread
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
