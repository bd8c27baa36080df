package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.sli.EdgeReporters.Learnt;
import dev.meshfuse.testing.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeReportersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    destination                   | destination
                    source                        | source
                    waypoint                      | waypoint
                    destination, source           | source
                    source, destination           | source
                    source, waypoint              | waypoint
                    waypoint, source, destination | waypoint
                    destination, destination      | destination
                    """)
    void the_reporter_nearest_to_the_caller_counts_and_a_waypoint_before_all(
            String seen, String counts) {
        EdgeReporters edges = new EdgeReporters();
        Arrays.stream(seen.split(", ", -1)).forEach(reporter -> learn(edges, by(reporter).edge()));

        for (String reporter : new String[] {"destination", "source", "waypoint"}) {
            assertThat(edges.isAuthoritative(by(reporter).edge()))
                    .as(reporter)
                    .isEqualTo(reporter.equals(counts));
        }
    }

    @Test
    void callers_are_told_apart() {
        EdgeReporters edges = new EdgeReporters();
        learn(edges, by("source").edge());
        learn(edges, by("destination").caller("cron").edge());

        assertThat(edges.isAuthoritative(by("destination").edge())).isFalse();
        assertThat(edges.isAuthoritative(by("destination").caller("cron").edge())).isTrue();
    }

    @Test
    void a_caller_that_was_never_seen_has_no_report_that_counts() {
        assertThat(new EdgeReporters().isAuthoritative(by("source").edge())).isFalse();
    }

    @Test
    void only_what_is_new_is_learnt() {
        EdgeReporters edges = new EdgeReporters();

        assertThat(learn(edges, by("destination").edge())).isEqualTo(Learnt.SOMETHING);
        assertThat(learn(edges, by("destination").code("503").edge())).isEqualTo(Learnt.NOTHING);
        assertThat(learn(edges, by("source").edge())).isEqualTo(Learnt.A_BETTER_REPORTER);
        assertThat(learn(edges, by("destination").edge())).isEqualTo(Learnt.NOTHING);
    }

    @Test
    void what_was_learnt_can_be_kept_and_put_back() {
        EdgeReporters edges = new EdgeReporters();
        learn(edges, by("source").edge());
        learn(edges, by("destination").caller("cron").edge());

        EdgeReporters restored = EdgeReporters.fromMap(edges.toMap());

        assertThat(restored.isAuthoritative(by("source").edge())).isTrue();
        assertThat(restored.isAuthoritative(by("destination").edge())).isFalse();
        assertThat(restored.isAuthoritative(by("destination").caller("cron").edge())).isTrue();
    }

    @Test
    void a_reporter_that_is_silent_for_long_while_another_is_heard_gives_way_until_it_is_back() {
        EdgeReporters edges = new EdgeReporters();
        learn(edges, by("source").edge(), 0);
        learn(edges, by("destination").edge(), 0);

        assertThat(learn(edges, by("destination").edge(), 29)).isEqualTo(Learnt.NOTHING);
        assertThat(edges.isAuthoritative(by("destination").edge())).isFalse();
        assertThat(learn(edges, by("destination").edge(), 30)).isEqualTo(Learnt.SOMETHING);
        assertThat(edges.isAuthoritative(by("destination").edge())).isTrue();
        assertThat(edges.isAuthoritative(by("source").edge())).isFalse();
        assertThat(edges.isProvisional(by("destination").edge())).isTrue();
        assertThat(learn(edges, by("source").edge(), 31)).isEqualTo(Learnt.A_BETTER_REPORTER);
        assertThat(edges.isAuthoritative(by("destination").edge())).isFalse();
    }

    @Test
    void if_all_are_silent_nobody_gives_way() {
        EdgeReporters edges = new EdgeReporters();
        learn(edges, by("source").edge(), 0);
        learn(edges, by("destination").edge(), 0);

        assertThat(learn(edges, by("source").edge(), 600)).isEqualTo(Learnt.NOTHING);
        assertThat(edges.isAuthoritative(by("source").edge())).isTrue();
    }

    @Test
    void one_that_is_read_seldom_is_waited_for_longer() {
        EdgeReporters edges = new EdgeReporters();
        edges.learn(by("source").edge(), new Span(CollectorClock.UNKNOWN, at(-60), at(0)));

        learn(edges, by("destination").edge(), 179);
        assertThat(edges.isAuthoritative(by("destination").edge())).isFalse();
        learn(edges, by("destination").edge(), 180);
        assertThat(edges.isAuthoritative(by("destination").edge())).isTrue();
    }

    @Test
    void a_restored_reporter_has_its_time_to_be_heard() {
        EdgeReporters edges = new EdgeReporters();
        learn(edges, by("source").edge());
        EdgeReporters restored = EdgeReporters.fromMap(edges.toMap());

        learn(restored, by("destination").edge(), 1000);
        assertThat(restored.isAuthoritative(by("source").edge())).isTrue();
        learn(restored, by("destination").edge(), 1030);
        assertThat(restored.isAuthoritative(by("source").edge())).isFalse();
    }

    @Test
    void a_reporter_that_had_given_way_has_still_given_way_when_restored() {
        EdgeReporters edges = new EdgeReporters();
        learn(edges, by("source").edge(), 0);
        learn(edges, by("destination").edge(), 30);
        EdgeReporters restored = EdgeReporters.fromMap(edges.toMap());

        learn(restored, by("destination").edge(), 35);

        assertThat(restored.isAuthoritative(by("destination").edge())).isTrue();
        assertThat(restored.hasForgotten(by("source").edge())).isTrue();
    }

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"PT1H", "PT-1H", "P1D", "P-1D"})
    void a_clock_that_is_set_makes_nobody_silent_and_hides_nobodys_silence(Duration by) {
        EdgeReporters edges = new EdgeReporters();
        learn(edges, by("source").edge(), 0);
        learn(edges, by("destination").edge(), 0);

        assertThat(learn(edges, by("destination").edge(), 29, by)).isEqualTo(Learnt.NOTHING);
        assertThat(learn(edges, by("destination").edge(), 30, by)).isEqualTo(Learnt.SOMETHING);
        assertThat(edges.hasFallenBack(by("source").edge())).isTrue();
    }

    @Test
    void a_caller_stays_young_for_as_long_when_the_clock_is_set() {
        EdgeReporters edges = new EdgeReporters();
        Duration day = Duration.ofDays(1);
        learn(edges, by("destination").edge(), 0);

        assertThat(edges.isYoung(by("destination").edge(), told(14, day))).isTrue();
        assertThat(edges.isYoung(by("destination").edge(), told(15, day.negated()))).isFalse();
    }

    private static Learnt learn(EdgeReporters edges, Edge edge) {
        return learn(edges, edge, 0);
    }

    private static Learnt learn(EdgeReporters edges, Edge edge, long second) {
        return learn(edges, edge, second, Duration.ZERO);
    }

    private static Learnt learn(EdgeReporters edges, Edge edge, long second, Duration set) {
        return edges.learn(edge, told(second, set));
    }

    /** Told by a clock that was set by so much. */
    private static Span told(long second, Duration set) {
        return new Span(new CollectorClock(0, set), at(second - 5).plus(set), at(second).plus(set));
    }

    private static Instant at(long second) {
        return Instant.parse("2026-03-01T10:00:00Z").plusSeconds(second);
    }

    private static Requests by(String reporter) {
        return Requests.toCart().reporter(reporter);
    }
}
