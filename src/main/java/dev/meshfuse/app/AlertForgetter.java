package dev.meshfuse.app;

import dev.meshfuse.alert.AlertStore;
import dev.meshfuse.alert.KnownAlerts;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Forgets alerts that nobody tells of any more. Every replica does; to forget twice does no harm.
 */
@ApplicationScoped
public class AlertForgetter {
    private static final Logger LOG = Logger.getLogger(AlertForgetter.class);

    private final KnownAlerts known;
    private final AlertStore store;
    private final MeshfuseConfig config;
    private final Clock clock;

    AlertForgetter(KnownAlerts known, AlertStore store, MeshfuseConfig config, Clock clock) {
        this.known = known;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forget() {
        List<String> outdated =
                known.outdated(config.alert().webhook().forgetAfter(), clock.instant());
        if (!outdated.isEmpty()) {
            var unused =
                    store.forget(outdated)
                            .whenComplete((done, failure) -> {
                                if (failure != null) { // they are found again next time
                                    LOG.debugf(failure, "alerts=%d not forgotten", outdated.size());
                                }
                            });
        }
    }
}
