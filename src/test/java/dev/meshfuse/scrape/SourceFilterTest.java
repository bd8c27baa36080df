package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceFilterTest {
    private static final long MINUTE = 60_000;

    private final SourceFilter filter = new SourceFilter();

    @Test
    void a_proxy_is_asked_to_filter_until_it_refuses() {
        filter.understood();

        assertThat(filter.isOn(0)).isTrue();
    }

    @Test
    void after_a_refusal_the_proxy_is_read_in_full_for_a_minute() {
        assertThat(filter.refused(1000)).isEqualTo(Duration.ofMinutes(1));

        assertThat(filter.isOn(1000 + MINUTE - 1)).isFalse();
        assertThat(filter.isOn(1000 + MINUTE)).isTrue();
    }

    @Test
    void each_refusal_doubles_the_time_up_to_an_hour() {
        Duration rest = filter.refused(0);
        for (int i = 0; i < 3; i++) {
            assertThat(filter.refused(0)).isEqualTo(rest.multipliedBy(2));
            rest = rest.multipliedBy(2);
        }
        for (int i = 0; i < 100; i++) {
            rest = filter.refused(0);
        }

        assertThat(rest).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void an_answer_that_is_right_forgets_the_refusals() {
        filter.refused(0);
        filter.refused(0);

        filter.understood();

        assertThat(filter.isOn(1)).isTrue();
        assertThat(filter.refused(0)).isEqualTo(Duration.ofMinutes(1));
    }

    /**
     * Envoy matches the name of the statistic, dots and all; a simulated one that of the series.
     */
    @ParameterizedTest
    @CsvSource({
        "istiocustom.istio_requests_total.reporter.source, true",
        "istio_requests_total, true",
        "istiocustom.istio_request_duration_milliseconds.reporter.source, true",
        "server.uptime, true",
        "envoy_server_uptime, true",
        "istiocustom.istio_request_bytes.reporter.source, false",
        "istiocustom.istio_response_bytes.reporter.source, false",
        "cluster.upstream_rq_total, false"
    })
    void the_filter_lets_through_what_is_counted_and_the_uptime(String name, boolean passes) {
        String expression = SourceFilter.QUERY.replaceFirst(".*filter=", "");

        assertThat(Pattern.compile(expression).matcher(name).find()).isEqualTo(passes);
    }

    @Test
    void only_our_own_query_is_taken_off_an_endpoint() {
        assertThat(SourceFilter.unfiltered("/stats?" + SourceFilter.QUERY)).isEqualTo("/stats");
        assertThat(SourceFilter.unfiltered("/stats")).isEqualTo("/stats");
        assertThat(SourceFilter.unfiltered("/stats?usedonly")).isEqualTo("/stats?usedonly");
    }
}
