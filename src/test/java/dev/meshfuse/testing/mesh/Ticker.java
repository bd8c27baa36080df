package dev.meshfuse.testing.mesh;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Real time for a demo: the only place here that reads a clock. A late tick makes up for what it
 * missed, so rates hold on a busy machine.
 */
final class Ticker implements AutoCloseable {
    private final Thread thread;
    private volatile boolean running = true;

    private Ticker(Duration interval, Consumer<Duration> advance) {
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("mesh-ticker")
                        .unstarted(() -> run(interval, advance));
    }

    static Ticker start(Duration interval, Consumer<Duration> advance) {
        Ticker ticker = new Ticker(interval, advance);
        ticker.thread.start();
        return ticker;
    }

    private void run(Duration interval, Consumer<Duration> advance) {
        long last = System.nanoTime();
        while (running) {
            LockSupport.parkNanos(interval.toNanos());
            long now = System.nanoTime();
            advance.accept(Duration.ofNanos(now - last));
            last = now;
        }
    }

    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
