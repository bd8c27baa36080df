package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.CollectorClock;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VisibilityTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final Visibility<String> visibility = new Visibility<>();

    @Test
    void what_no_proxy_has_shown_was_never_seen() {
        read("web-1", 0, Set.of("other"), Set.of());

        assertThat(sightAt(1)).isEqualTo(new Sight.NeverSeen());
    }

    @Test
    void a_request_within_the_last_minute_is_traffic() {
        read("web-1", 0, Set.of("cart"), Set.of("cart"));
        read("web-1", 55, Set.of("cart"), Set.of());

        assertThat(sightAt(59)).isEqualTo(new Sight.Traffic(at(0)));
    }

    @Test
    void series_that_stand_still_at_proxies_that_are_read_are_no_traffic() {
        read("web-1", 0, Set.of("cart"), Set.of("cart"));
        read("web-1", 5, Set.of("cart"), Set.of());
        read("web-1", 65, Set.of("cart"), Set.of());

        assertThat(sightAt(66)).isEqualTo(new Sight.NoTraffic(at(0)));
    }

    @Test
    void a_proxy_that_had_requests_when_it_fell_silent_leaves_its_targets_down() {
        for (int second = 0; second <= 20; second += 5) {
            read("web-1", second, Set.of("cart"), Set.of("cart"));
            read("web-2", second, Set.of("cart"), Set.of());
        }
        for (int second = 25; second <= 100; second += 5) {
            read("web-2", second, Set.of("cart"), Set.of());
        }

        assertThat(sightAt(30)).as("not silent for long enough").isInstanceOf(Sight.Traffic.class);
        assertThat(sightAt(100)).isEqualTo(new Sight.TargetsDown(1, at(20)));
        assertThat(visibility.targets("cart"::equals, at(100)))
                .isEqualTo(new Visibility.Targets(1, 1));
    }

    @Test
    void a_silent_proxy_without_requests_does_not_hide_that_there_is_no_traffic() {
        read("web-1", 0, Set.of("cart"), Set.of());
        read("web-2", 0, Set.of("cart"), Set.of());
        read("web-2", 100, Set.of("cart"), Set.of());

        assertThat(sightAt(100)).isEqualTo(new Sight.NoTraffic(at(0)));
    }

    @Test
    void traffic_at_one_proxy_is_traffic_whoever_else_is_silent() {
        read("web-1", 0, Set.of("cart"), Set.of("cart"));
        read("web-2", 0, Set.of("cart"), Set.of("cart"));
        read("web-2", 50, Set.of("cart"), Set.of("cart"));

        assertThat(sightAt(55)).isEqualTo(new Sight.Traffic(at(50)));
    }

    @Test
    void series_that_are_gone_from_proxies_that_are_read_have_vanished() {
        read("web-1", 0, Set.of("cart", "other"), Set.of());
        read("web-1", 5, Set.of("other"), Set.of());

        assertThat(sightAt(6)).isEqualTo(new Sight.Vanished(at(0)));
    }

    @Test
    void a_proxy_is_waited_for_as_long_as_its_own_interval_asks() {
        read("web-1", 0, Set.of("cart"), Set.of("cart"));
        read("web-1", 15, Set.of("cart"), Set.of("cart"));

        assertThat(sightAt(59)).as("three of its intervals").isInstanceOf(Sight.Traffic.class);
        assertThat(sightAt(61)).isEqualTo(new Sight.TargetsDown(1, at(15)));
    }

    @Test
    void a_proxy_that_has_gone_for_good_leaves_vanished_series_and_then_nothing() {
        read("web-1", 0, Set.of("cart"), Set.of("cart"));

        visibility.forget(at(601));
        assertThat(sightAt(601)).isEqualTo(new Sight.Vanished(at(0)));
        assertThat(visibility.targets("cart"::equals, at(601)))
                .isEqualTo(new Visibility.Targets(0, 0));

        visibility.forget(at(86_401));
        assertThat(sightAt(86_401)).isEqualTo(new Sight.NeverSeen());
    }

    @Test
    void a_proxy_that_is_said_to_be_gone_is_waited_for_no_longer() {
        read("web-1", 0, Set.of("cart"), Set.of("cart"));
        read("web-2", 0, Set.of("cart"), Set.of());

        visibility.gone("web-1");
        read("web-2", 60, Set.of("cart"), Set.of());

        assertThat(sightAt(61)).isEqualTo(new Sight.NoTraffic(at(0)));
        assertThat(visibility.targets("cart"::equals, at(61)))
                .isEqualTo(new Visibility.Targets(1, 0));

        visibility.gone("web-2");
        assertThat(sightAt(61)).isEqualTo(new Sight.Vanished(at(60)));
    }

    @Test
    void a_reading_said_again_changes_nothing() {
        read("web-1", 5, Set.of("cart"), Set.of());
        read("web-1", 0, Set.of("cart"), Set.of("cart"));

        assertThat(sightAt(6)).isEqualTo(new Sight.NoTraffic(at(5)));
    }

    @Test
    void each_kind_has_a_word_and_a_sentence() {
        assertThat(new Sight.TargetsDown(2, START).describe())
                .isEqualTo(
                        "2 proxies that showed it cannot be read, the last was at 2026-03-01T10:00:00Z.");
        assertThat(new Sight.TargetsDown(1, START).describe()).startsWith("1 proxy that");
        assertThat(new Sight.NoTraffic(START).word()).isEqualTo("NoTraffic");
    }

    private void read(String target, int second, Set<String> shown, Set<String> moved) {
        visibility.read(target, CollectorClock.UNKNOWN, at(second), shown, moved);
    }

    private Sight sightAt(int second) {
        return visibility.sight("cart"::equals, at(second));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
