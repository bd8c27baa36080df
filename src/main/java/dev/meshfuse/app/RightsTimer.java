package dev.meshfuse.app;

import dev.meshfuse.fuse.kubernetes.RightsCheck;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks after the account's permissions, from the start on. */
@ApplicationScoped
public class RightsTimer {
    private final RightsCheck rights;

    RightsTimer(RightsCheck rights) {
        this.rights = rights;
    }

    /** What is known to be there costs no call for an hour. */
    @Scheduled(every = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        rights.look();
    }
}
