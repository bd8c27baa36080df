package dev.meshfuse.app;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Bounds how long the end of the program takes. Without Kafka the stream waits minutes for answers
 * that do not come. What is not committed then is done again by whoever takes over, so nothing is
 * lost by an end without a goodbye.
 */
@ApplicationScoped
public class Stop {
    /** An orderly end took 8 seconds on a busy machine; a pod has 30 by default. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Logger LOG = Logger.getLogger(Stop.class);

    /** Before anything waits for Kafka. */
    private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE - 1;

    void begin(@Observes @Priority(FIRST) ShutdownEvent event) {
        if (LaunchMode.current() == LaunchMode.NORMAL) { // else the process is not ours to end
            endAfter(PATIENCE, () -> Runtime.getRuntime().halt(1));
        }
    }

    /** Ends what has not ended by then; hinders no end before. */
    static Thread endAfter(Duration patience, Runnable end) {
        return Thread.ofPlatform()
                .daemon()
                .name("stop")
                .start(() -> {
                    try {
                        Thread.sleep(patience);
                        LOG.warnf(
                                "stopped without a goodbye to Kafka, which does not answer: after=%s",
                                patience);
                        end.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // it has ended
                    }
                });
    }
}
