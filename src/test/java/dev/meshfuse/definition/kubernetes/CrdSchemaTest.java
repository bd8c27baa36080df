package dev.meshfuse.definition.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.Alerting;
import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fault;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrdSchemaTest {
    private final InProcessKubernetes kubernetes = CartCluster.start();
    private final KubernetesClient client = kubernetes.client();

    @AfterEach
    void close() {
        kubernetes.close();
    }

    @Test
    void the_schemas_defaults_of_an_objective_are_those_of_the_reader() {
        kubernetes.apply(Path.of("kubernetes/examples"));

        GenericKubernetesResource stored =
                ClusterFixture.get(client, "ServiceLevelObjective", "cart-availability");

        assertThat(fields(stored))
                .containsExactlyInAnyOrder(
                        "service", "indicator", "counting", "objective", "window", "alerting");
        assertThat(read(stored))
                .isInstanceOfSatisfying(
                        Definition.OfSlo.class,
                        definition -> {
                            assertThat(definition.slo().counting())
                                    .isEqualTo(CountingPolicy.DEFAULT);
                            assertThat(definition.slo().window()).isEqualTo(Duration.ofDays(30));
                            assertThat(definition.slo().alerting()).isEqualTo(Alerting.GOOGLE_SRE);
                        });
    }

    @Test
    void the_schemas_defaults_of_a_fuse_are_those_of_the_reader() {
        kubernetes.apply(Path.of("kubernetes/examples"));

        GenericKubernetesResource stored = ClusterFixture.get(client, "Fuse", "cart");

        assertThat(fields(stored)).contains("triggers", "mode", "policy");
        assertThat(read(stored))
                .isInstanceOfSatisfying(
                        Definition.OfFuse.class,
                        definition -> {
                            assertThat(definition.fuse().policy()).isEqualTo(FusePolicy.DEFAULT);
                            assertThat(definition.fuse().mode()).isEqualTo(Fuse.Mode.Enforce);
                            assertThat(definition.fuse().triggers())
                                    .containsExactlyInAnyOrder(Fuse.Trigger.values());
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    window: {calendar: {unit: Month, timeZone: Europe/Berlin}} | spec.window.calendar
                    alerting: {tiers: [{name: a, severity: Page, long: 1h, short: 5m, burn: "1000"}]} | spec.alerting.tiers[0].burn
                    window: {rolling: 1h1d}                                | spec.window.rolling
                    """)
    void what_this_version_cannot_do_reaches_the_reader_which_says_so(String field, String path) {
        kubernetes.create(ClusterFixture.SLO.replace("\"99.9%\"}", "\"99.9%\", " + field + "}"));

        Definition definition =
                read(ClusterFixture.get(client, "ServiceLevelObjective", "cart-availability"));

        assertThat(((Definitions.Refused) definition).faults())
                .extracting(Fault::path)
                .containsExactly(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    {tiers: []}                | 0 tiers at 0.01
                    {alpha: "0.05"}            | 4 tiers at 0.05
                    {tiers: [{name: a, severity: Page, long: 1h, short: 5m, burn: "2"}], alpha: "0.5"} | 1 tiers at 0.5
                    """)
    void tiers_pass_the_schema_and_are_read(String alerting, String read) {
        kubernetes.create(
                ClusterFixture.SLO.replace("\"99.9%\"}", "\"99.9%\", alerting: " + alerting + "}"));

        assertThat(read(ClusterFixture.get(client, "ServiceLevelObjective", "cart-availability")))
                .isInstanceOfSatisfying(
                        Definition.OfSlo.class,
                        definition -> {
                            Alerting resolved = definition.slo().alerting();
                            assertThat(
                                            "%d tiers at %s"
                                                    .formatted(
                                                            resolved.tiers().size(),
                                                            resolved.alpha()))
                                    .isEqualTo(read);
                        });
    }

    @ParameterizedTest
    @CsvSource({"100ms", "0.5ms", "1m30s"})
    void an_objective_on_latency_passes_the_schema_and_is_read(String threshold) {
        String field = "indicator: {latency: {threshold: %s}}".formatted(threshold);
        kubernetes.create(ClusterFixture.SLO.replace("\"99.9%\"}", "\"99.9%\", " + field + "}"));

        assertThat(read(ClusterFixture.get(client, "ServiceLevelObjective", "cart-availability")))
                .isInstanceOfSatisfying(
                        Definition.OfSlo.class,
                        definition ->
                                assertThat(definition.slo().indicator())
                                        .isEqualTo(Indicator.Latency.parse(threshold)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    objective: "99.9%" | objective: "99.9"          | spec.objective
                    service: {name     | service: {nme              | spec.service.name
                    service: {         | window: {rolling: 30}, service: { | spec.window.rolling
                    service: {         | alerting: {alpha: "1e-2"}, service: { | spec.alerting.alpha
                    service: {         | alerting: {tiers: [{name: a, severity: page, long: 1h, short: 5m, burn: "2"}]}, service: { | spec.alerting.tiers[0].severity
                    service: {         | alerting: {tiers: [{name: A, severity: Page, long: 1h, short: 5m, burn: "2"}]}, service: { | spec.alerting.tiers[0].name
                    service: {         | alerting: {tiers: [{name: a, severity: Page, long: 1h, burn: "2"}]}, service: { | spec.alerting.tiers[0].short
                    """)
    void what_a_schema_can_refuse_is_refused_when_it_is_written(
            String right, String wrong, String path) {
        String object = ClusterFixture.SLO.replace(right, wrong);

        assertThatThrownBy(() -> kubernetes.create(object)).hasMessageContaining(path);
    }

    private static Definition read(GenericKubernetesResource object) {
        return new DefinitionReader("Kubernetes").read(ClusterDefinitions.tree(object));
    }

    private static Set<Object> fields(GenericKubernetesResource object) {
        return object.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec
                ? Set.copyOf(spec.keySet())
                : Set.of();
    }
}
