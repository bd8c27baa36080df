package dev.meshfuse.fuse.kafka;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.Commands;
import dev.meshfuse.fuse.kafka.FusePublisher.KnownFuses;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/**
 * Reminds fuses of the commands by which they hold a canary, so that what it is given meanwhile is
 * taken back. Every replica does; a reminder too many changes nothing.
 */
@ApplicationScoped
public class HeldFuses {
    private static final Logger LOG = Logger.getLogger(HeldFuses.class);

    private final Definitions.Source definitions;
    private final KnownFuses known;
    private final Commands commands;
    private final Clock clock;

    HeldFuses(Definitions.Source definitions, KnownFuses known, Commands commands, Clock clock) {
        this.definitions = definitions;
        this.known = known;
        this.commands = commands;
        this.clock = clock;
    }

    /** As often as a hold by evidence is said again. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void remind() {
        definitions
                .current()
                .fuses()
                .keySet()
                .forEach(fuse -> {
                    String episode = known.state(fuse).heldBy();
                    if (episode != null) {
                        commands.give(new FuseInput.HoldStands(fuse, episode, clock.instant()))
                                .exceptionally(e -> {
                                    LOG.debugf("hold not said again: fuse=%s", fuse.local());
                                    return null;
                                });
                    }
                });
    }
}
