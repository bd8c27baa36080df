package dev.meshfuse.app;

import dev.meshfuse.web.LiveStates;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;

/** Keeps those alive who listen to states. */
@ApplicationScoped
public class LiveTimer {
    private final LiveStates live;

    LiveTimer(LiveStates live) {
        this.live = live;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        live.look();
    }

    /**
     * The HTML standard's advice for server-sent events: some proxies give up after half a minute.
     */
    @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void beat() {
        live.beat();
    }
}
