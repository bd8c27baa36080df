package dev.meshfuse.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.sli.Coverage;
import dev.meshfuse.sli.Sight;
import dev.meshfuse.sli.Visibility.Targets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitSightTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final Targets ALL = new Targets(3, 0);

    @ParameterizedTest
    @CsvSource({"4, 0, false", "3, 1, false", "2, 2, true", "0, 1, true", "0, 0, false"})
    void half_of_the_proxies_unread_is_too_little(int read, int silent, boolean tooLittle) {
        SplitSight sight = sight(new Targets(read, silent), new Sight.Traffic(AT));

        assertThat(sight.tooLittle() != null).isEqualTo(tooLittle);
    }

    @Test
    void what_is_too_little_says_how_much_is_missing() {
        assertThat(sight(new Targets(2, 3), new Sight.Traffic(AT)).tooLittle())
                .isEqualTo("3 of 5 proxies that show the service cannot be read.");
    }

    @Test
    void a_canary_whose_proxies_are_down_cannot_be_judged() {
        assertThat(sight(ALL, new Sight.TargetsDown(1, AT)).tooLittle())
                .isEqualTo(
                        "Of the canary nothing is seen: 1 proxy that showed it cannot be read, the last was at"
                                + " 2026-03-01T10:00:00Z.");
    }

    @Test
    void a_canary_without_requests_or_series_can_be_judged_to_have_none() {
        assertThat(sight(ALL, new Sight.NoTraffic(AT)).tooLittle()).isNull();
        assertThat(sight(ALL, new Sight.NeverSeen()).tooLittle()).isNull();
        assertThat(sight(ALL, new Sight.Vanished(AT)).tooLittle()).isNull();
    }

    private static SplitSight sight(Targets targets, Sight canary) {
        return new SplitSight(
                targets,
                new SplitSight.Side(new Sight.Traffic(AT), ALL, Coverage.NONE),
                new SplitSight.Side(canary, ALL, Coverage.NONE));
    }
}
