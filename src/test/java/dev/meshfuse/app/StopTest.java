package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StopTest {
    private final AtomicBoolean ended = new AtomicBoolean();

    @Test
    void what_has_not_ended_when_patience_is_over_is_ended() throws InterruptedException {
        Stop.endAfter(Duration.ofMillis(1), () -> ended.set(true)).join();

        assertThat(ended).isTrue();
    }

    @Test
    void nobody_waits_for_it() throws InterruptedException {
        Thread waiting = Stop.endAfter(Duration.ofHours(1), () -> ended.set(true));
        assertThat(waiting.isDaemon()).isTrue();

        waiting.interrupt();
        waiting.join();

        assertThat(ended).isFalse();
    }
}
