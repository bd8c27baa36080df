package dev.meshfuse.testing.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScrapeTest {
    private final SimulatedMesh mesh = Shops.running();
    private final Scraper scraper = new Scraper();
    private final SimulatedPod pod = mesh.podsOf("cart-v1").getFirst();

    @BeforeEach
    void run() {
        mesh.advance(Duration.ofSeconds(12));
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void aScrapeAnswersPlainText004() throws Exception {
        HttpResponse<String> response = scraper.get(pod.url());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .get()
                .asString()
                .startsWith("text/plain; version=0.0.4");
        assertThat(response.body()).isEqualTo(pod.body());
    }

    @Test
    void everyOtherPathIsNotFound() throws Exception {
        assertThat(scraper.get("http://" + pod.address() + "/metrics").statusCode()).isEqualTo(404);
    }

    @Test
    void aFilterLeavesTheFamiliesWhoseNameContainsAMatch() throws Exception {
        String body = scraper.body(pod.url() + "?filter=istio_(requests_total%7Crequest_duration)");

        assertThat(
                        BodyReader.of(body).samples().stream()
                                .map(sample -> sample.name().replaceAll("_(bucket|sum|count)$", ""))
                                .distinct())
                .containsExactly("istio_requests_total", "istio_request_duration_milliseconds");
    }

    @Test
    void usedOnlyLeavesOutWhatWasNeverWritten() throws Exception {
        assertThat(scraper.body(pod.url())).contains("envoy_cluster_upstream_rq_retry");

        assertThat(scraper.body(pod.url() + "?usedonly"))
                .contains("envoy_cluster_upstream_rq_total")
                .contains("istio_requests_total")
                .doesNotContain("envoy_cluster_upstream_rq_retry");
    }

    @Test
    void aWrongRegexIsRefused() throws Exception {
        assertThat(scraper.get(pod.url() + "?filter=(").statusCode()).isEqualTo(400);
    }

    @Test
    void aProxyThatIgnoresQueriesAnswersEverything() throws Exception {
        try (SimulatedMesh deaf = Shops.shop().ignoringQuery().build()) {
            SimulatedPod its = deaf.pods().getFirst();

            assertThat(scraper.body(its.url() + "?usedonly&filter=nothing")).isEqualTo(its.body());
        }
    }

    @Test
    void discoveryListsEveryPodWithItsLabels() throws Exception {
        JsonArray groups = new JsonArray(scraper.body(mesh.httpSdUrl()));

        assertThat(groups).hasSize(mesh.pods().size());
        JsonObject group = groups.getJsonObject(mesh.pods().indexOf(pod));
        assertThat(group.getJsonArray("targets").getString(0)).isEqualTo(pod.address());
        assertThat(group.getJsonObject("labels").getMap())
                .containsEntry("__meta_kubernetes_namespace", "shop")
                .containsEntry("__meta_kubernetes_pod_name", pod.name())
                .containsEntry("__meta_kubernetes_pod_uid", pod.uid())
                .containsEntry("__meta_kubernetes_pod_label_version", "v1")
                .containsEntry(
                        "__meta_kubernetes_pod_label_service_istio_io_canonical_revision", "v1")
                .containsEntry("__metrics_path__", "/stats/prometheus");
    }

    @Test
    void aLoginPageIsHtml() throws Exception {
        mesh.misbehave(pod, Misbehaviour.html());

        assertThat(scraper.get(pod.url()).headers().firstValue("content-type"))
                .hasValue("text/html");
    }

    @Test
    void nothingIsAnEmptyAnswer() throws Exception {
        mesh.misbehave(pod, Misbehaviour.nothing());

        HttpResponse<String> response = scraper.get(pod.url());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void anEndlessBodyHasTheBytesAskedFor() throws Exception {
        mesh.misbehave(pod, Misbehaviour.endless(20_000_000));

        assertThat(scraper.body(pod.url())).hasSize(20_000_000);
    }

    @Test
    void aBinaryBodyIsNoText() throws Exception {
        mesh.misbehave(pod, Misbehaviour.binary());

        assertThat(scraper.body(pod.url())).contains("\0");
    }

    @Test
    void aStatusIsAnsweredAsAsked() throws Exception {
        mesh.misbehave(pod, Misbehaviour.status(500));

        assertThat(scraper.get(pod.url()).statusCode()).isEqualTo(500);
    }

    @Test
    void aHangingProxyNeverAnswers() {
        mesh.misbehave(pod, Misbehaviour.hang());

        assertThatThrownBy(() -> scraper.get(pod.url(), Duration.ofMillis(300)))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void aTruncatedBodyEndsTheConnection() {
        mesh.misbehave(pod, Misbehaviour.truncated());

        assertThatThrownBy(() -> scraper.body(pod.url()))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void aRedirectNamesItsAim() throws Exception {
        mesh.misbehave(pod, Misbehaviour.redirect("http://127.0.0.1:1/elsewhere"));

        HttpResponse<String> response = scraper.get(pod.url());
        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("location"))
                .hasValue("http://127.0.0.1:1/elsewhere");
    }

    @Test
    void aPodThatBehavesAgainAnswersRightly() throws Exception {
        mesh.misbehave(pod, Misbehaviour.html());
        mesh.behave(pod);

        assertThat(scraper.body(pod.url())).isEqualTo(pod.body());
    }

    @Test
    void aStartedMeshMovesByItself() {
        mesh.start();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> BodyReader.of(pod.body()).named("envoy_server_uptime").sum() > 12);
    }
}
