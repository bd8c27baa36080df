package dev.meshfuse.sli;

import static dev.meshfuse.sli.BaselineTest.gainedLast;
import static dev.meshfuse.sli.BaselineTest.partial;
import static dev.meshfuse.sli.BaselineTest.process;
import static dev.meshfuse.sli.BaselineTest.read;
import static dev.meshfuse.sli.BaselineTest.uptime;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** An agent that could not ask its proxy answers all the same, with its own part alone. */
class ProxyPartTest {
    @Test
    void a_first_answer_without_the_proxys_own_part_does_not_make_old_counters_new() {
        assertThat(gainedLast(read(1), uptime(3600, read(10, "a", 5000))))
                .isEqualTo(Map.of("a", 0L));
        assertThat(gainedLast(read(1), read(5), uptime(3600, read(10, "a", 5000))))
                .isEqualTo(Map.of("a", 0L));
        assertThat(
                        gainedLast(
                                read(1),
                                partial(uptime(3600, read(10, "a", 5000))),
                                uptime(3605, read(15, "a", 5001, "b", 70)),
                                uptime(3610, read(20, "a", 5002, "b", 71, "c", 3))))
                .isEqualTo(Map.of("a", 1L, "b", 1L, "c", 3L));
    }

    @Test
    void a_first_answer_without_the_proxys_own_part_costs_a_young_process_nothing() {
        assertThat(gainedLast(read(60), uptime(30, read(65, "a", 5)))).isEqualTo(Map.of("a", 5L));
        assertThat(
                        gainedLast(
                                uptime(3600, read(1, "a", 9)),
                                process("p2", read(60)),
                                process("p2", uptime(30, read(65, "a", 5)))))
                .isEqualTo(Map.of("a", 5L));
    }

    /** A static list, or a proxy older than the statistic. */
    @Test
    void a_proxy_that_never_tells_its_uptime_is_complete_from_its_first_answer() {
        assertThat(gainedLast(read(1), read(10, "a", 5))).isEqualTo(Map.of("a", 5L));
    }
}
