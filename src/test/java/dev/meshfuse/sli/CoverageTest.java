package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final RequestClass AT_CALLER = new RequestClass(200, -1, false, false, true);
    private static final RequestClass CALLER_READ = new RequestClass(200, -1, false, true, false);
    private static final RequestClass CALLER_UNREAD = new RequestClass(503, -1, false, true, true);

    @Test
    void it_is_the_share_of_what_arrived_that_callers_report_too() {
        assertThat(
                        Coverage.of(
                                        Tally.of(
                                                Map.of(
                                                        AT_CALLER,
                                                        90L,
                                                        CALLER_READ,
                                                        75L,
                                                        CALLER_UNREAD,
                                                        25L)))
                                .ratio())
                .hasValue(0.75);
    }

    @Test
    void without_a_report_of_a_server_it_is_not_known() {
        assertThat(Coverage.of(Tally.of(Map.of(AT_CALLER, 90L))).ratio()).isEmpty();
    }
}
