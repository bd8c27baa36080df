package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.testing.Requests;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountsTest {
    @Test
    void a_tally_is_summed_by_outcome() {
        EdgeReporters edges = new EdgeReporters();
        edges.learn(
                Requests.toCart().edge(),
                new Span(CollectorClock.UNKNOWN, Instant.EPOCH, Instant.EPOCH));
        Map<RequestClass, Long> tally =
                Map.of(
                        RequestClass.of(Requests.toCart().times(1), edges),
                        90L,
                        RequestClass.of(Requests.toCart().code("404").times(1), edges),
                        5L,
                        RequestClass.of(Requests.toCart().code("503").times(1), edges),
                        3L,
                        RequestClass.of(Requests.toCart().code("500").times(1), edges),
                        1L,
                        RequestClass.of(Requests.toCart().code("0").flags("DC").times(1), edges),
                        2L);

        Counts counts = Counts.of(tally, CountingPolicy.DEFAULT);

        assertThat(counts).isEqualTo(new Counts(95, 4, 2));
        assertThat(counts.total()).isEqualTo(99);
    }

    @Test
    void a_report_that_the_policy_does_not_take_counts_nothing() {
        EdgeReporters edges = new EdgeReporters();
        edges.learn(
                Requests.toCart().edge(),
                new Span(CollectorClock.UNKNOWN, Instant.EPOCH, Instant.EPOCH));
        RequestClass again =
                RequestClass.of(Requests.toCart().reporter("destination").times(1), edges);

        assertThat(Counts.of(again, 7, CountingPolicy.DEFAULT)).isEqualTo(Counts.NONE);
    }

    @Test
    void sums_never_wrap_around() {
        Counts most = new Counts(Long.MAX_VALUE, 0, 0);

        assertThatThrownBy(() -> most.plus(new Counts(1, 0, 0)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void no_counter_of_requests_gains_less_than_nothing() {
        assertThatThrownBy(() -> Requests.toCart().times(-1)).hasMessageContaining("-1");
    }
}
