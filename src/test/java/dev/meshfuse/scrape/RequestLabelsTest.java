package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLabelsTest {
    private static final Map<String, String> ALL =
            Map.ofEntries(
                    Map.entry("reporter", "source"),
                    Map.entry("source_workload", "web"),
                    Map.entry("source_workload_namespace", "shop"),
                    Map.entry("destination_service", "cart.shop.svc.cluster.local"),
                    Map.entry("destination_service_name", "cart"),
                    Map.entry("destination_service_namespace", "shop"),
                    Map.entry("destination_workload", "cart-v1"),
                    Map.entry("destination_workload_namespace", "shop"),
                    Map.entry("destination_canonical_revision", "v1"),
                    Map.entry("request_protocol", "grpc"),
                    Map.entry("response_code", "200"),
                    Map.entry("grpc_response_status", "0"),
                    Map.entry("response_flags", "-"),
                    Map.entry("source_version", "v1"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reporter",
                "source_workload",
                "source_workload_namespace",
                "destination_service",
                "destination_service_name",
                "destination_service_namespace",
                "destination_workload",
                "destination_workload_namespace",
                "destination_canonical_revision",
                "request_protocol",
                "response_code",
                "response_flags",
            })
    void a_label_that_counting_needs_is_missed_unless_it_is_merely_empty(String name) {
        Map<String, String> labels = new HashMap<>(ALL);
        labels.put(name, "");
        assertThat(RequestLabels.of(labels).missing()).isEmpty();

        labels.remove(name);
        assertThat(RequestLabels.of(labels).missing()).containsExactly(name);
    }

    @Test
    void a_grpc_status_is_missed_where_the_protocol_is_grpc() {
        Map<String, String> labels = new HashMap<>(ALL);
        labels.remove("grpc_response_status");
        assertThat(RequestLabels.of(labels).missing()).containsExactly("grpc_response_status");

        labels.put("request_protocol", "http");
        assertThat(RequestLabels.of(labels).missing()).isEmpty();
    }

    @Test
    void equal_texts_are_one_object() {
        Map<String, String> labels = new HashMap<>(ALL);
        labels.replaceAll((name, value) -> new String(value.toCharArray()));
        RequestLabels one = RequestLabels.of(labels);
        labels.replaceAll((name, value) -> new String(value.toCharArray()));
        RequestLabels other = RequestLabels.of(labels);

        assertThat(one).isEqualTo(other);
        assertThat(one.service()).isSameAs(other.service());
        assertThat(one.sourceNamespace()).isSameAs(other.serviceNamespace());
    }
}
