package dev.meshfuse.fuse.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class FuseLanesTest {
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    @Test
    void a_fuse_that_hangs_keeps_no_other_waiting() {
        CountDownLatch hangs = new CountDownLatch(1);
        List<String> answered = new CopyOnWriteArrayList<>();
        try (ExecutorService pool = Executors.newCachedThreadPool()) {
            FuseLanes<String> lanes = new FuseLanes<>(pool, 10);
            lanes.run("slow", () -> awaited(hangs));
            lanes.run("slow", () -> answered.add("slow"));
            lanes.run("other", () -> answered.add("other"));

            await().until(() -> answered.contains("other"));
            assertThat(answered).containsExactly("other");
            hangs.countDown();
            await().until(() -> answered.contains("slow"));
        }
    }

    @Test
    void inputs_of_one_fuse_are_answered_in_their_order() {
        FuseLanes<String> lanes = new FuseLanes<>(ready::add, 10);
        for (int i = 0; i < 5; i++) {
            int number = i;
            lanes.run("a", () -> done.add("a" + number));
        }

        assertThat(ready).hasSize(1); // the second begins when the first is done
        runAll();

        assertThat(done).containsExactly("a0", "a1", "a2", "a3", "a4");
    }

    @Test
    void more_is_taken_only_when_there_is_room() {
        FuseLanes<String> lanes = new FuseLanes<>(ready::add, 2);

        CompletableFuture<Void> first = room(lanes, "a");
        CompletableFuture<Void> second = room(lanes, "b");

        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        ready.remove().run();
        assertThat(second).isCompleted();
    }

    @Test
    void a_task_that_fails_ends_nothing_but_itself() {
        FuseLanes<String> lanes = new FuseLanes<>(ready::add, 2);
        lanes.run(
                "a",
                () -> {
                    throw new IllegalStateException("planted");
                });
        CompletableFuture<Void> next = room(lanes, "a");

        runAll();

        assertThat(done).containsExactly("a");
        assertThat(next).isCompleted();
        assertThat(room(lanes, "a")).isCompleted();
    }

    private CompletableFuture<Void> room(FuseLanes<String> lanes, String key) {
        return lanes.run(key, () -> done.add(key)).toCompletableFuture();
    }

    private void runAll() {
        while (!ready.isEmpty()) {
            ready.remove().run();
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
