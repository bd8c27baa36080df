package dev.meshfuse.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.sli.Counts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RiseTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void it_begins_with_the_first_bad_request_and_goes_on_while_evidence_stays() {
        Rise rise = Rise.NONE.after(block(1, true), 4, false).after(block(2, true), 9, false);

        assertThat(rise).isEqualTo(new Rise(9, at(1)));
        assertThat(rise.after(block(3, false), 4.5, false)).isEqualTo(new Rise(9, at(1)));
    }

    @Test
    void what_comes_after_half_of_it_was_lost_is_another() {
        Rise lost =
                Rise.NONE
                        .after(block(1, true), 9, false)
                        .after(block(2, false), 4.4, false)
                        .after(block(3, false), 4.2, false);

        assertThat(lost.firstBadAt()).isNull();
        assertThat(lost.after(block(4, true), 6, false).after(block(5, true), 12, false))
                .isEqualTo(new Rise(12, at(4)));
    }

    @Test
    void evidence_that_is_gone_ends_it_unless_bad_requests_are_still_to_be_weighed() {
        Rise begun = Rise.NONE.after(block(1, true), 0, true);

        assertThat(begun.after(block(2, false), 0, true).firstBadAt()).isEqualTo(at(1));
        assertThat(begun.after(block(2, false), 0, false).firstBadAt()).isNull();
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private static Block block(int second, boolean bad) {
        @Nullable Instant firstBadAt = bad ? at(second) : null;
        Counts counts = new Counts(10, bad ? 5 : 0, 0);
        return new Block(
                at(second), counts, Counts.NONE, Counts.NONE, true, firstBadAt, at(second));
    }
}
