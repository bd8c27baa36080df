package dev.meshfuse.fuse.kafka;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.fuse.Commands;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.FuseDecision;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/**
 * Looks whether the target of a fuse that has acted is still as the fuse left it. What is found is
 * put among the fuse's inputs: whoever reads those looks again and answers. Every replica looks;
 * what two have found is answered once.
 */
@ApplicationScoped
public class FuseLook {
    private static final Logger LOG = Logger.getLogger(FuseLook.class);

    private final FuseActor.Mesh mesh;
    private final Commands inputs;
    private final Clock clock;

    FuseLook(FuseActor.Mesh mesh, Commands inputs, Clock clock) {
        this.mesh = mesh;
        this.inputs = inputs;
        this.clock = clock;
    }

    /**
     * Looks at the target of a fuse. What Kafka does not take is found again by the next look.
     *
     * @throws dev.meshfuse.fuse.MeshException when it cannot be read
     */
    public void lookAt(ResourceId fuse) {
        FuseDecision.missed(mesh.open(fuse).observed(), clock.instant())
                .ifPresent(input ->
                        inputs.give(input)
                                .whenComplete((stored, failure) -> {
                                    if (failure != null) {
                                        LOG.warnf(
                                                "look not told, repeated soon: fuse=%s reason=%s",
                                                fuse.local(), failure.getMessage());
                                    }
                                }));
    }
}
