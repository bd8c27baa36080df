package dev.meshfuse.definition.kubernetes;

import static dev.meshfuse.definition.kubernetes.ClusterFixture.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.kubernetes.StatusWriter.Outcome;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusWriterTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private Instant now = START;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final InProcessKubernetes kubernetes = CartCluster.start();
    private final KubernetesClient client = kubernetes.client();
    private final StatusWriter ours = new StatusWriter(client, clock);
    private final StatusWriter theirs = new StatusWriter(client, clock);

    @AfterEach
    void close() {
        kubernetes.close();
    }

    @Test
    void a_report_made_from_an_object_that_has_changed_since_is_not_written() {
        kubernetes.create(ClusterFixture.SLO);
        GenericKubernetesResource old = object();
        write(theirs, "Faults of the newer object");

        Outcome outcome = ours.write(ClusterDefinitions.SLOS, old, report("Accepted"));

        assertThat(outcome).isEqualTo(Outcome.FAILED);
        assertThat(condition(object(), "Accepted")).isEqualTo("True: Faults of the newer object");
    }

    @Test
    void replicas_that_disagree_do_not_replace_each_others_report_at_once() {
        kubernetes.create(ClusterFixture.SLO);
        write(ours, "seen by us");
        write(theirs, "seen by them");

        Outcome atOnce = write(ours, "seen by us");

        assertThat(atOnce).isEqualTo(Outcome.DISPUTED);
        assertThat(condition(object(), "Accepted")).isEqualTo("True: seen by them");
    }

    @Test
    void replicas_that_disagree_may_replace_each_others_report_after_a_while() {
        kubernetes.create(ClusterFixture.SLO);
        write(ours, "seen by us");
        write(theirs, "seen by them");
        now = START.plus(StatusWriter.PATIENCE);

        Outcome later = write(ours, "seen by us");

        assertThat(later).isEqualTo(Outcome.DONE);
        assertThat(condition(object(), "Accepted")).isEqualTo("True: seen by us");
    }

    @Test
    void an_object_that_is_gone_needs_no_report() {
        kubernetes.create(ClusterFixture.SLO);
        GenericKubernetesResource gone = object();
        client.resource(gone).delete();

        Outcome outcome = ours.write(ClusterDefinitions.SLOS, gone, report("Accepted"));

        assertThat(outcome).isEqualTo(Outcome.DONE);
    }

    private Outcome write(StatusWriter writer, String message) {
        return writer.write(ClusterDefinitions.SLOS, object(), report(message));
    }

    private GenericKubernetesResource object() {
        return ClusterFixture.get(client, "ServiceLevelObjective", "cart-availability");
    }

    private static Report report(String message) {
        return new Report(
                List.of(new Report.Condition("Accepted", "True", "Accepted", message)),
                Optional.empty());
    }
}
