package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.CountingPolicy.Reporter;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.RequestLabels;
import dev.meshfuse.testing.Requests;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestClassTest {
    @ParameterizedTest
    @CsvSource({
        "200, 200",
        "0, 0",
        "'', 0",
        "-, 0",
        "-1, 0",
        "2e2, 0",
        "٢٠٠, 0",
        "99999999999, 0",
    })
    void a_code_that_is_no_number_is_that_of_no_response(String code, int expected) {
        assertThat(classOf(Requests.toCart().code(code)).httpCode()).isEqualTo(expected);
    }

    @Test
    void a_grpc_status_is_read_on_grpc_requests_only() {
        RequestLabels http = Requests.toCart().labels();

        assertThat(http.protocol()).isEqualTo("http");
        assertThat(classOf(Requests.toCart().grpc("14")).grpcStatus()).isEqualTo(14);
        assertThat(classOf(Requests.toCart().grpc("")).grpcStatus())
                .isEqualTo(RequestClass.NO_STATUS);
        assertThat(classOf(Requests.toCart()).grpcStatus()).isEqualTo(RequestClass.NO_GRPC);
    }

    @ParameterizedTest
    @CsvSource({
        "source, 'Auto, Source'",
        "waypoint, 'Auto, Source'",
        "destination, 'Auto, Destination'",
    })
    void the_only_reporter_of_an_edge_reports_to_auto_and_to_its_own_side(
            String reporter, String takenBy) {
        Requests request = Requests.toCart().reporter(reporter);
        EdgeReporters edges = new EdgeReporters();
        edges.learn(request.edge(), new Span(CollectorClock.UNKNOWN, Instant.EPOCH, Instant.EPOCH));

        assertThat(takers(RequestClass.of(request.times(1), edges)))
                .hasToString("[" + takenBy + "]");
    }

    @Test
    void the_servers_report_of_a_caller_that_reports_itself_is_not_for_auto() {
        Requests caller = Requests.toCart();
        Requests server = caller.reporter("destination");
        EdgeReporters edges = new EdgeReporters();
        edges.learn(server.edge(), new Span(CollectorClock.UNKNOWN, Instant.EPOCH, Instant.EPOCH));
        edges.learn(caller.edge(), new Span(CollectorClock.UNKNOWN, Instant.EPOCH, Instant.EPOCH));

        assertThat(takers(RequestClass.of(server.times(1), edges)))
                .containsExactly(Reporter.Destination);
    }

    private static List<Reporter> takers(RequestClass request) {
        return Arrays.stream(Reporter.values()).filter(request::isReportedTo).toList();
    }

    private static RequestClass classOf(Requests request) {
        return RequestClass.of(request.times(1), new EdgeReporters());
    }
}
