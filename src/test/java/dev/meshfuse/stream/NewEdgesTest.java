package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Requests;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Edges whose server is read before their caller. */
class NewEdgesTest extends OfCart {
    /**
     * Where stable has no requests to compare with, users are said to be hurt after ten seconds.
     */
    private static final int BLOCKS_OF_A_VERDICT = 40;

    @Test
    void requests_of_a_new_edge_are_counted_once_though_the_server_reports_them_first() {
        take(Requests.toCart().reporter("destination"), 7);
        closeBlock(DEFINED);
        take(Requests.toCart(), 9);

        List<Output> said = closeBlock(DEFINED);

        assertThat(counts(said)).isEqualTo(new Counts(9, 0, 0));
    }

    @Test
    void what_a_server_reported_stands_if_the_caller_reports_only_what_comes_after() {
        take(Requests.toCart().reporter("destination"), 7);
        closeBlock(DEFINED);
        take(Requests.toCart(), 0);
        take(Requests.toCart(), 2);

        assertThat(counts(closeBlock(DEFINED))).isEqualTo(new Counts(9, 0, 0));
    }

    @Test
    void what_a_server_reported_of_the_time_after_its_caller_was_read_is_taken_back() {
        Instant callerRead = now;
        now = now.plusSeconds(2);
        take(Requests.toCart().reporter("destination"), 7);
        ledger.take(added(callerRead, callerRead, Requests.toCart(), 0), now, DEFINED);
        take(Requests.toCart(), 7);

        assertThat(counts(closeBlock(DEFINED))).isEqualTo(new Counts(7, 0, 0));
    }

    @Test
    void a_servers_report_of_a_new_edge_is_no_evidence_until_its_caller_has_had_time_to_speak() {
        take(Requests.toCanary().reporter("destination").code("503"), 100);
        assertThat(breaches(closeBlock(DEFINED))).isEmpty();

        now = now.plusSeconds(15);
        assertThat(
                        IntStream.range(0, BLOCKS_OF_A_VERDICT)
                                .mapToObj(block -> {
                                    now = now.plusSeconds(1);
                                    take(
                                            Requests.toCanary().reporter("destination").code("503"),
                                            100);
                                    return breaches(closeBlock(DEFINED));
                                })
                                .flatMap(List::stream))
                .hasSize(1);
    }
}
