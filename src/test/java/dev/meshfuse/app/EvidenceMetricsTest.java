package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Split;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.stream.Output;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.verdict.EvidenceState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvidenceMetricsTest {
    private Definitions defined = Shop.defined(Shop.fuse(), Shop.SPLIT);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EvidenceMetrics metrics = new EvidenceMetrics(registry, () -> defined);

    @Test
    void a_fuse_has_37_series_for_each_objective() {
        owned();
        metrics.look();

        assertThat(registry.getMeters()).hasSize(37);
    }

    @Test
    void only_the_verdict_that_holds_is_one() {
        owned();

        assertThat(value(MetricNames.FUSE_VERDICT, "verdict", "Blind")).isEqualTo(1);
        assertThat(value(MetricNames.FUSE_VERDICT, "verdict", "Healthy")).isZero();

        metrics.accept(new Output.EvidenceSeen(state("Healthy", null)));

        assertThat(value(MetricNames.FUSE_VERDICT, "verdict", "Blind")).isZero();
        assertThat(value(MetricNames.FUSE_VERDICT, "verdict", "Healthy")).isEqualTo(1);
    }

    @Test
    void evidence_stands_beside_its_threshold() {
        owned();

        assertThat(value(MetricNames.FUSE_EVIDENCE_NATS, "test", "absolute-canary")).isEqualTo(3);
        assertThat(value(MetricNames.FUSE_EVIDENCE_NATS, "test", "absolute-stable")).isEqualTo(1);
        assertThat(value(MetricNames.FUSE_EVIDENCE_NATS, "test", "relative-canary")).isEqualTo(2.5);
        assertThat(value(MetricNames.FUSE_EVIDENCE_NATS, "test", "relative-canary-weakest"))
                .isEqualTo(2);
        assertThat(value(MetricNames.FUSE_THRESHOLD_NATS, "fuse", "cart")).isEqualTo(14.8);
        assertThat(value(MetricNames.FUSE_HELD, "fuse", "cart")).isEqualTo(1);
    }

    @Test
    void requests_are_counted_by_side() {
        owned();
        owned();

        assertThat(requests("stable", "good")).isEqualTo(180);
        assertThat(requests("canary", "bad")).isEqualTo(6);
        assertThat(requests("unattributed", "bad")).isEqualTo(2);
        assertThat(requests("canary", "excluded")).isZero();
    }

    @Test
    void what_another_replica_has_taken_over_is_shown_no_longer() {
        owned();

        metrics.accept(new Output.Left(Shop.slo().id()));

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void a_fuse_that_is_not_defined_any_more_is_shown_no_longer() {
        owned();

        defined = Definitions.NONE;
        metrics.look();

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void between_two_canaries_nothing_is_shown_that_would_be_old() {
        owned();

        defined = Shop.defined(Shop.fuse(), new Split.Unresolved("No pod of the canary."));
        metrics.look();

        assertThat(registry.getMeters()).isEmpty();
    }

    private void owned() {
        metrics.accept(
                new Output.TracksCounted(
                        Shop.fuse().id(),
                        Shop.slo().id(),
                        new Counts(90, 0, 0),
                        new Counts(7, 3, 0),
                        new Counts(0, 1, 0)));
        metrics.accept(new Output.EvidenceSeen(state("Blind", "Worse than stable.")));
    }

    private double requests(String track, String outcome) {
        return registry.get(MetricNames.FUSE_REQUESTS)
                .tag("track", track)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double value(String name, String tag, String is) {
        return registry.get(name).tag(tag, is).gauge().value();
    }

    private static EvidenceState state(String verdict, @Nullable String held) {
        return new EvidenceState(
                Shop.fuse().id(),
                Shop.slo().id(),
                verdict,
                3,
                1,
                2.5,
                2,
                "",
                14.8,
                0.0144,
                null,
                null,
                "c1",
                "canonical revision",
                null,
                Visible.NOTHING,
                Visible.NOTHING,
                held,
                null,
                Instant.parse("2026-03-01T10:00:00Z"));
    }
}
