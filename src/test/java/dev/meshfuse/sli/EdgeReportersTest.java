package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Requests;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        Arrays.stream(seen.split(", ", -1)).forEach(reporter -> edges.learn(by(reporter).edge()));

        for (String reporter : new String[] {"destination", "source", "waypoint"}) {
            assertThat(edges.isAuthoritative(by(reporter).edge()))
                    .as(reporter)
                    .isEqualTo(reporter.equals(counts));
        }
    }

    @Test
    void callers_are_told_apart() {
        EdgeReporters edges = new EdgeReporters();
        edges.learn(by("source").edge());
        edges.learn(by("destination").caller("cron").edge());

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

        assertThat(edges.learn(by("destination").edge())).isTrue();
        assertThat(edges.learn(by("destination").code("503").edge())).isFalse();
        assertThat(edges.learn(by("source").edge())).isTrue();
        assertThat(edges.learn(by("destination").edge())).isFalse();
    }

    @Test
    void what_was_learnt_can_be_kept_and_put_back() {
        EdgeReporters edges = new EdgeReporters();
        edges.learn(by("source").edge());
        edges.learn(by("destination").caller("cron").edge());

        EdgeReporters restored = EdgeReporters.fromMap(edges.toMap());

        assertThat(restored.isAuthoritative(by("source").edge())).isTrue();
        assertThat(restored.isAuthoritative(by("destination").edge())).isFalse();
        assertThat(restored.isAuthoritative(by("destination").caller("cron").edge())).isTrue();
    }

    private static Requests by(String reporter) {
        return Requests.toCart().reporter(reporter);
    }
}
