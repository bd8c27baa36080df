package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Faults on demand. */
class FaultsTest extends ServerTest {
    @Test
    void injectedStatusIsAnsweredAsOftenAsAsked() {
        kubernetes.apply(VIRTUAL_SERVICE);
        kubernetes.faults().next(1, r -> r.is("PATCH", "/virtualservices/"), Fault.status(409));
        String patch = "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"a\":\"b\"}}]";
        refusal(409, () -> jsonPatch(patch));
        jsonPatch(patch);
        assertThat(virtualService().getMetadata().getLabels()).containsEntry("a", "b");
    }

    @Test
    void clientWaitsOutTooManyRequests() {
        kubernetes
                .faults()
                .next(1, r -> r.method().equals("GET"), Fault.status(429, Duration.ofSeconds(1)));
        assertThat(client.namespaces().withName("default").get()).isNotNull();
        assertThat(kubernetes.requests()).hasSize(2);
    }

    @Test
    void cutAnswerLeavesTheChangeMade() {
        kubernetes.apply(VIRTUAL_SERVICE);
        kubernetes
                .faults()
                .always(r -> r.method().equals("PATCH"), Fault.closeConnectionAfterApplying());
        assertThatThrownBy(() ->
                        jsonPatch(
                                "[{\"op\":\"replace\",\"path\":\"/spec/http/0/route/1/weight\",\"value\":0}]"))
                .isInstanceOf(KubernetesClientException.class);
        kubernetes.faults().clear();
        assertThat(virtualService().getSpec().getHttp().get(0).getRoute().get(1).getWeight())
                .isIn(0, null);
        assertThat(virtualService().getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void cutConnectionChangesNothing() {
        kubernetes.apply(VIRTUAL_SERVICE);
        kubernetes.faults().always(r -> r.method().equals("PATCH"), Fault.closeConnection());
        assertThatThrownBy(() -> jsonPatch("[{\"op\":\"remove\",\"path\":\"/spec/http\"}]"))
                .isInstanceOf(KubernetesClientException.class);
        kubernetes.faults().clear();
        assertThat(virtualService().getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void delayedRequestStillMeetsTheNextFault() {
        kubernetes.faults().next(1, r -> true, Fault.delay(Duration.ofMillis(20)));
        kubernetes.faults().next(1, r -> true, Fault.status(403));
        refusal(403, () -> client.namespaces().withName("default").get());
        assertThat(kubernetes.faults().pending()).isZero();
    }
}
