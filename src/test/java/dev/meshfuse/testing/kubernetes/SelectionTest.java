package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.istio.api.networking.v1.VirtualServiceList;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Selectors and pages of lists. */
class SelectionTest extends ServerTest {
    @Test
    void deleteOfACollectionFollowsTheSelector() {
        for (String name : List.of("a", "b")) {
            client.resource(
                            configMap(name)
                                    .edit()
                                    .editMetadata()
                                    .addToLabels("n", name)
                                    .and()
                                    .build())
                    .create();
        }
        client.configMaps().inNamespace("default").withLabel("n", "a").delete();
        assertThat(client.configMaps().inNamespace("default").list().getItems())
                .extracting(m -> m.getMetadata().getName())
                .containsExactly("b");
    }

    @Test
    void labelSelectorsSelect() {
        for (String name : List.of("a", "b", "c")) {
            client.resource(
                            configMap(name)
                                    .edit()
                                    .editMetadata()
                                    .addToLabels("n", name)
                                    .and()
                                    .build())
                    .create();
        }
        assertThat(
                        client.configMaps()
                                .inNamespace("default")
                                .withLabelIn("n", "a", "c")
                                .withoutLabel("n", "c")
                                .list()
                                .getItems())
                .extracting(m -> m.getMetadata().getName())
                .containsExactly("a");
    }

    @Test
    void fieldSelectorsSelect() {
        kubernetes.apply(
                """
                {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {nodeName: n1}, status: {phase: Running}}
                ---
                {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {nodeName: n1}}
                """);
        List<Pod> found =
                client.pods()
                        .inNamespace("default")
                        .withField("spec.nodeName", "n1")
                        .withField("status.phase", "Running")
                        .list()
                        .getItems();
        assertThat(found).extracting(p -> p.getMetadata().getName()).containsExactly("a");
    }

    @Test
    void fieldSelectorOnAnUnknownFieldIsABadRequest() {
        refusal(
                400,
                () ->
                        client.resources(VirtualService.class, VirtualServiceList.class)
                                .inNamespace("default")
                                .withField("spec.hosts", "checkout")
                                .list());
    }

    @Test
    void pagesTogetherShowTheStateOfTheFirstPage() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            client.resource(configMap(name)).create();
        }
        ListOptions options = new ListOptionsBuilder().withLimit(2L).build();
        ConfigMapList page = client.configMaps().inNamespace("default").list(options);
        assertThat(page.getMetadata().getRemainingItemCount()).isEqualTo(3);
        client.resource(configMap("e")).delete();
        client.resource(configMap("f")).create();
        List<String> names = new ArrayList<>(names(page));
        while (page.getMetadata().getContinue() != null) {
            options.setContinue(page.getMetadata().getContinue());
            page = client.configMaps().inNamespace("default").list(options);
            names.addAll(names(page));
        }
        assertThat(names).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void pageAfterExpiryIsGone() {
        client.resource(configMap("a")).create();
        client.resource(configMap("b")).create();
        ListOptions options = new ListOptionsBuilder().withLimit(1L).build();
        ConfigMapList page = client.configMaps().inNamespace("default").list(options);
        kubernetes.faults().expireWatches();
        options.setContinue(page.getMetadata().getContinue());
        KubernetesClientException e =
                refusal(410, () -> client.configMaps().inNamespace("default").list(options));
        assertThat(e.getStatus().getReason()).isEqualTo("Expired");
    }

    private static List<String> names(ConfigMapList page) {
        return page.getItems().stream().map(m -> m.getMetadata().getName()).toList();
    }
}
