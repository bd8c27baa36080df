package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches and informers of the client that the project uses. */
@Timeout(60)
class WatchTest {
    private final InProcessKubernetes kubernetes = InProcessKubernetes.start();
    private final KubernetesClient client = kubernetes.client();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private final Watcher<ConfigMap> recorder =
            new Watcher<>() {
                @Override
                public void eventReceived(Action action, ConfigMap map) {
                    seen.add(action + " " + map.getMetadata().getName());
                }

                @Override
                public void onClose(WatcherException cause) {
                    seen.add("CLOSED " + (cause.isHttpGone() ? "gone" : cause.getMessage()));
                }
            };

    @AfterEach
    void stop() {
        kubernetes.close();
    }

    private void put(String name, String color) {
        client.resource(
                        new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace("default")
                                .addToLabels("color", color)
                                .endMetadata()
                                .build())
                .createOr(r -> r.update());
    }

    @Test
    void watchSeesEveryChangeInOrder() {
        put("a", "red");
        client.configMaps().inNamespace("default").watch(recorder);
        put("a", "blue");
        put("b", "red");
        client.configMaps().inNamespace("default").withName("a").delete();
        await().until(() -> seen.size() >= 4);
        assertThat(seen).startsWith("ADDED a", "MODIFIED a", "ADDED b", "DELETED a");
    }

    @Test
    void objectThatStopsMatchingIsDeletedForTheWatch() {
        FilterWatchListDeletable<ConfigMap, ?, ?> red =
                client.configMaps().inNamespace("default").withLabel("color", "red");
        red.watch(recorder);
        put("a", "blue");
        put("a", "red");
        put("a", "blue");
        await().until(() -> seen.size() >= 2);
        assertThat(seen).startsWith("ADDED a", "DELETED a");
    }

    @Test
    void expiredWatchEndsAsGone() {
        client.configMaps().inNamespace("default").watch(recorder);
        await().until(() -> kubernetes.openWatches() == 1);
        kubernetes.faults().expireWatches();
        await().until(() -> seen.contains("CLOSED gone"));
    }

    @Test
    void closedWatchIsReleased() {
        Watch watch = client.configMaps().inNamespace("default").watch(recorder);
        await().until(() -> kubernetes.openWatches() == 1);
        watch.close();
        await().until(() -> kubernetes.openWatches() == 0);
    }

    @Test
    void informerSurvivesExpiredWatches() {
        put("a", "red");
        try (SharedIndexInformer<ConfigMap> informer =
                client.configMaps().inNamespace("default").inform()) {
            await().until(() -> kubernetes.openWatches() == 1);
            kubernetes.faults().expireWatches();
            put("b", "red");
            client.configMaps().inNamespace("default").withName("a").delete();
            await().until(() -> informer.getStore().listKeys().equals(List.of("default/b")));
            put("c", "red");
            await().until(() -> informer.getStore().getByKey("default/c") != null);
        }
    }

    @Test
    void informerSurvivesACutConnection() {
        try (SharedIndexInformer<ConfigMap> informer =
                client.configMaps().inNamespace("default").inform()) {
            kubernetes.faults().next(2, Request::isWatch, Fault.closeConnection());
            kubernetes.faults().expireWatches();
            put("a", "red");
            await().until(() -> informer.getStore().getByKey("default/a") != null);
        }
    }
}
