package dev.meshfuse.scrape.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.Target;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetStoreTest {
    private final TargetStore store = new TargetStore();

    @Test
    void of_a_pod_with_a_proxy_only_target_and_names_are_kept() {
        assertThat(put(Pods.SIDECAR)).isNull();

        assertThat(store.targets())
                .extracting(Target::key)
                .containsExactly("shop/cart-v1-5f7d-x2x");
        assertThat(store.keySet()).containsExactly("shop/cart-v1-5f7d-x2x");
        Pod kept = store.values().findFirst().orElseThrow();
        assertThat(kept.getMetadata().getUid()).isEqualTo("u1");
        assertThat(kept.getSpec()).isNull();
        assertThat(kept.getMetadata().getAnnotations()).isEmpty();
    }

    @Test
    void of_a_pod_without_a_proxy_nothing_is_kept() {
        assertThat(put(Pods.PLAIN)).isNull();

        assertThat(store.size()).isZero();
        assertThat(store.get("shop/plain")).isNull();
    }

    @Test
    void a_pod_whose_proxy_ends_is_forgotten_and_told_as_what_was_there() {
        put(Pods.SIDECAR);

        Pod before = put(Pods.SIDECAR.replace("Running", "Succeeded"));

        assertThat(before).extracting(pod -> pod.getMetadata().getUid()).isEqualTo("u1");
        assertThat(store.targets()).isEmpty();
    }

    @Test
    void a_pod_that_is_removed_is_forgotten() {
        put(Pods.SIDECAR);

        assertThat(store.remove("shop/cart-v1-5f7d-x2x")).isNotNull();

        assertThat(store.targets()).isEqualTo(List.of());
        assertThat(store.remove("shop/cart-v1-5f7d-x2x")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "\"fe80::1\"", "nonsense at all", "999.1.1.1"})
    void an_address_that_nobody_may_send_us_to_is_no_target_and_ends_nothing(String address) {
        put(Pods.SIDECAR.replace("10.0.0.7", address));
        put(Pods.WAYPOINT);

        assertThat(store.targets())
                .extracting(Target::key)
                .containsExactly("shop/waypoint-66b5-abc");
    }

    private @Nullable Pod put(String yaml) {
        Pod pod = Pods.of(yaml);
        return store.put(store.getKey(pod), pod);
    }
}
