package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackRuleTest {
    private static final TrackRule BY_SERVICE = new TrackRule.ByService("cart", "cart-canary");
    private static final TrackRule BY_REVISION =
            new TrackRule.ByRevision(Set.of("v1", "latest"), Set.of("v2"));
    private static final TrackRule BY_WORKLOAD =
            new TrackRule.ByWorkload(Set.of("cart"), Set.of("cart-next"));
    private static final TrackRule BY_PODS =
            new TrackRule.ByPods(Set.of("shop/a"), Set.of("shop/b"), "hash=1", "hash=2");

    @ParameterizedTest
    @CsvSource({
        "cart,         v,       STABLE",
        "cart,         unknown, STABLE",
        "cart-canary,  unknown, CANARY",
        "cart-root,    v,       OTHER",
        "cart-root,    unknown, UNATTRIBUTED",
    })
    void by_service_a_host_of_the_split_is_a_side_whatever_answered(
            String service, String workload, Track expected) {
        TrackRule.Seen seen = new TrackRule.Seen(service, workload, "r", false, true, null);

        assertThat(BY_SERVICE.trackOf(seen)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "w,       v1,      STABLE",
        "w,       latest,  STABLE",
        "w,       v2,      CANARY",
        "w,       v3,      OTHER",
        // At a sidecar and at a waypoint, where nobody is known.
        "unknown, latest,  UNATTRIBUTED",
        "unknown, unknown, UNATTRIBUTED",
        "w,       unknown, UNATTRIBUTED",
        "unknown, v2,      UNATTRIBUTED",
        // A label that a Telemetry object has taken away.
        "w,       '',      UNATTRIBUTED",
        "'',      v2,      UNATTRIBUTED",
    })
    void by_revision_what_is_not_known_is_no_side(
            String workload, String revision, Track expected) {
        TrackRule.Seen seen = new TrackRule.Seen("cart", workload, revision, false, true, null);

        assertThat(BY_REVISION.trackOf(seen)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "cart,      STABLE",
        "cart-next, CANARY",
        "cart-old,  OTHER",
        "unknown,   UNATTRIBUTED",
        "'',        UNATTRIBUTED",
    })
    void by_workload_what_is_not_known_is_no_side(String workload, Track expected) {
        TrackRule.Seen seen = new TrackRule.Seen("cart", workload, "v1", false, true, null);

        assertThat(BY_WORKLOAD.trackOf(seen)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    true,  true,  shop/a,  STABLE
                    true,  true,  shop/b,  CANARY
                    true,  false, shop/b,  CANARY
                    true,  true,  shop/c,  OTHER
                    true,  true,  -,       UNATTRIBUTED
                    false, true,  shop/b,  OTHER
                    false, true,  web/x,   OTHER
                    false, false, web/x,   UNATTRIBUTED
                    false, false, -,       UNATTRIBUTED
                    """)
    void by_pods_only_the_pods_own_proxies_tell_and_callers_what_reached_no_pod(
            boolean atDestination, boolean answered, @Nullable String pod, Track expected) {
        TrackRule.Seen seen =
                new TrackRule.Seen("cart", "cart", "latest", atDestination, answered, pod);

        assertThat(BY_PODS.trackOf(seen)).isEqualTo(expected);
    }

    @Test
    void callers_show_whether_a_canary_is_called_and_servers_where_their_word_counts() {
        assertThat(BY_REVISION.wouldShowCanary(false, false, null)).isTrue();
        assertThat(BY_REVISION.wouldShowCanary(true, true, null)).isTrue();
        assertThat(BY_REVISION.wouldShowCanary(true, false, null)).isFalse();
    }

    @Test
    void by_pods_only_the_canarys_pods_show_whether_it_is_called() {
        assertThat(BY_PODS.wouldShowCanary(true, false, "shop/b")).isTrue();
        assertThat(BY_PODS.wouldShowCanary(true, true, "shop/a")).isFalse();
        assertThat(BY_PODS.wouldShowCanary(true, true, null)).isFalse();
        assertThat(BY_PODS.wouldShowCanary(false, true, "shop/b")).isFalse();
    }

    @Test
    void by_pods_a_canary_without_pods_is_known_to_be_silent_where_stable_is_read() {
        TrackRule gone = new TrackRule.ByPods(Set.of("shop/a"), Set.of(), "hash=1", "hash=2");

        assertThat(gone.wouldShowCanary(true, true, "shop/a")).isTrue();
        assertThat(gone.wouldShowCanary(true, true, "shop/b")).isFalse();
    }

    @Test
    void each_rule_has_a_word_and_a_sentence() {
        assertThat(BY_SERVICE.word()).isEqualTo("DestinationService");
        assertThat(BY_SERVICE.describe())
                .isEqualTo("destination service: stable cart, canary cart-canary");
        assertThat(BY_REVISION.word()).isEqualTo("CanonicalRevision");
        assertThat(BY_REVISION.describe())
                .isEqualTo("canonical revision: stable latest+v1, canary v2");
        assertThat(BY_WORKLOAD.word()).isEqualTo("Workload");
        assertThat(BY_WORKLOAD.describe()).isEqualTo("workload: stable cart, canary cart-next");
        assertThat(BY_PODS.word()).isEqualTo("Pods");
        assertThat(BY_PODS.describe())
                .isEqualTo("pods: stable hash=1, canary hash=2, by what their own proxies report");
    }
}
