package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.SourceFilter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndpointTest {
    @Test
    void a_request_names_host_and_port_and_asks_for_text_and_compression() {
        Endpoint endpoint = endpoint("http://user@10.0.0.7:15090/stats/prometheus");

        assertThat(written(endpoint.request(true, Duration.ofMillis(1500))))
                .isEqualTo(
                        """
                        GET /stats/prometheus?%s HTTP/1.1
                        host: 10.0.0.7:15090
                        user-agent: meshfuse
                        accept: text/plain;version=0.0.4
                        accept-encoding: zstd, gzip;q=0.5
                        X-Prometheus-Scrape-Timeout-Seconds: 1.5

                        """
                                .formatted(SourceFilter.QUERY)
                                .replace("\n", "\r\n"));
    }

    @Test
    void an_address_with_a_query_of_its_own_takes_no_filter() {
        Endpoint endpoint = endpoint("http://proxy/metrics?x=%7C");

        assertThat(endpoint.takesFilter()).isFalse();
        assertThat(endpoint.path(false)).isEqualTo("/metrics?x=%7C");
    }

    @Test
    void an_address_without_a_port_is_at_port_80() {
        Endpoint endpoint = endpoint("http://proxy");

        assertThat(endpoint.port()).isEqualTo(80);
        assertThat(endpoint.name()).isEqualTo("proxy");
        assertThat(endpoint.path()).isEqualTo("/");
    }

    @Test
    void brackets_belong_to_the_name_of_an_address_of_version_six_only() {
        Endpoint endpoint = endpoint("http://[::1]:15090/stats");

        assertThat(endpoint.host()).isEqualTo("::1");
        assertThat(endpoint.name()).isEqualTo("[::1]:15090");
    }

    @Test
    void what_is_no_ascii_is_encoded() {
        assertThat(endpoint("http://proxy/\u00fc").path()).isEqualTo("/%C3%BC");
    }

    @Test
    void a_refusal_of_the_agent_is_explained() {
        assertThat(endpoint("http://10.0.0.7:15020/x").meaningOf(403))
                .contains("METRICS_LOCALHOST_ACCESS_ONLY");
        assertThat(endpoint("http://10.0.0.7:15020/x").meaningOf(404)).isEmpty();
        assertThat(endpoint("http://10.0.0.7:15090/x").meaningOf(403)).isEmpty();
    }

    private static String written(HttpRequest request) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestEncoder());
        channel.writeOutbound(request);
        ByteBuf bytes = channel.readOutbound();
        try {
            return bytes.toString(StandardCharsets.US_ASCII);
        } finally {
            bytes.release();
        }
    }

    private static Endpoint endpoint(String uri) {
        return Endpoint.of(URI.create(uri));
    }
}
