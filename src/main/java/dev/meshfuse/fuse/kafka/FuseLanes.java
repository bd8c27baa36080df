package dev.meshfuse.fuse.kafka;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Runs the tasks of one key one after the other, in the order they came, and those of different
 * keys side by side: a fuse whose API calls hang must not keep the others waiting.
 *
 * @param <K> what is kept in order
 */
final class FuseLanes<K> {
    private final Executor executor;
    private final int most;
    private final Map<K, CompletableFuture<Void>> last = new HashMap<>();
    private final Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private int accepted;

    /**
     * @param most tasks that are accepted and not done, before the giver is made to wait
     */
    FuseLanes(Executor executor, int most) {
        this.executor = executor;
        this.most = most;
    }

    /**
     * Accepts a task.
     *
     * @param task must not fail; a failure ends nothing but itself
     * @return completes when another may be given
     */
    synchronized CompletionStage<Void> run(K key, Runnable task) {
        CompletableFuture<Void> before =
                last.getOrDefault(key, CompletableFuture.completedFuture(null));
        CompletableFuture<Void> next =
                before.handleAsync(
                        (done, failure) -> {
                            task.run();
                            return null;
                        },
                        executor);
        accepted++;
        last.put(key, next);
        CompletableFuture<Void> room = new CompletableFuture<>();
        if (accepted < most) {
            room.complete(null);
        } else {
            waiting.add(room);
        }
        var unused = next.whenComplete((done, failure) -> end(key, next));
        return room;
    }

    private void end(K key, CompletableFuture<Void> task) {
        CompletableFuture<Void> room;
        synchronized (this) {
            accepted--;
            last.remove(key, task);
            room = waiting.poll();
        }
        if (room != null) {
            room.complete(null);
        }
    }
}
