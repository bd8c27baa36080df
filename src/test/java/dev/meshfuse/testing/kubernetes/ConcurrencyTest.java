package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several writers at once. */
class ConcurrencyTest extends ServerTest {

    @Test
    void oneOfManyUpdatesFromTheSameVersionWins() throws Exception {
        ConfigMap first = client.resource(configMap("a")).create();
        List<Future<Boolean>> attempts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                String value = Integer.toString(i);
                attempts.add(threads.submit(() -> wins(first, value)));
            }
        }
        int won = 0;
        for (Future<Boolean> attempt : attempts) {
            won += attempt.get() ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
    }

    private boolean wins(ConfigMap first, String value) {
        try {
            client.resource(first.edit().addToData("by", value).build()).update();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Test
    void releasedLeaseGoesToTheOtherCandidate() {
        List<String> leaders = new CopyOnWriteArrayList<>();
        CompletableFuture<?> a = candidate("a", leaders).start();
        await().until(() -> leaders.equals(List.of("a")));
        CompletableFuture<?> b = candidate("b", leaders).start();
        a.cancel(true);
        await().until(() -> leaders.equals(List.of("a", "b")));
        b.cancel(true);
    }

    private LeaderElector candidate(String name, List<String> leaders) {
        KubernetesClient own = kubernetes.client();
        return own.leaderElector()
                .withConfig(
                        new LeaderElectionConfigBuilder()
                                .withName("test")
                                .withLock(new LeaseLock("default", "lock", name))
                                .withLeaseDuration(Duration.ofSeconds(5))
                                .withRenewDeadline(Duration.ofSeconds(3))
                                .withRetryPeriod(Duration.ofMillis(200))
                                .withReleaseOnCancel(true)
                                .withLeaderCallbacks(
                                        new LeaderCallbacks(
                                                () -> leaders.add(name), () -> {}, l -> {}))
                                .build())
                .build();
    }
}
