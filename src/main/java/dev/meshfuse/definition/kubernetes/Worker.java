package dev.meshfuse.definition.kubernetes;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * One task on a thread of its own, run once for any number of requests that come close together.
 */
final class Worker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    /** A rollout changes many pods at once; this is far below the seconds a reaction may take. */
    private static final Duration GATHERING = Duration.ofMillis(50);

    private final String name;
    private final Runnable task;
    private final ScheduledExecutorService executor;
    private final AtomicBoolean requested = new AtomicBoolean();

    Worker(String name, Runnable task) {
        this.name = name;
        this.task = task;
        this.executor =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Runs the task soon, once for all requests until then. */
    void soon() {
        if (requested.compareAndSet(false, true)) {
            later(GATHERING);
        }
    }

    /** Runs the task after a delay, whatever else is requested. */
    void later(Duration delay) {
        try {
            var unused = executor.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debugf("worker=%s is closed", name);
        }
    }

    private void run() {
        requested.set(false);
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.errorf(e, "worker=%s the task failed; it runs again with the next change", name);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
