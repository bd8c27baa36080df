package dev.meshfuse.app;

import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.fuse.kubernetes.RightsCheck;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What this replica is, and whether it is of use. */
@ApplicationScoped
public class ReplicaMetrics {
    private final SmallRyeHealthReporter health;
    private final MultiGauge checks;

    ReplicaMetrics(
            MeterRegistry registry,
            SmallRyeHealthReporter health,
            RightsCheck rights,
            Definitions.Source definitions,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.health = health;
        this.checks = MultiGauge.builder(MetricNames.READY).register(registry);
        Gauge.builder(MetricNames.BUILD_INFO, () -> 1)
                .tag(MetricNames.VERSION, version)
                .register(registry);
        Gauge.builder(MetricNames.PERMISSIONS_MISSING, rights, account -> account.blocking().size())
                .tag(MetricNames.KIND, "needed")
                .register(registry);
        Gauge.builder(MetricNames.PERMISSIONS_MISSING, rights, account -> account.others().size())
                .tag(MetricNames.KIND, "optional")
                .register(registry);
        defined(registry, definitions, "accepted", "slo", all -> all.slos().size());
        defined(registry, definitions, "accepted", "fuse", all -> all.fuses().size());
        defined(registry, definitions, "refused", "slo", all -> refused(all, DefinitionReader.SLO));
        defined(
                registry,
                definitions,
                "refused",
                "fuse",
                all -> refused(all, DefinitionReader.FUSE));
    }

    private static void defined(
            MeterRegistry registry,
            Definitions.Source definitions,
            String state,
            String kind,
            ToDoubleFunction<Definitions> number) {
        Gauge.builder(
                        MetricNames.DEFINITIONS,
                        definitions,
                        source -> number.applyAsDouble(source.current()))
                .tag(MetricNames.STATE, state)
                .tag(MetricNames.KIND, kind)
                .register(registry);
    }

    private static long refused(Definitions all, String kind) {
        return all.refused().stream().filter(one -> one.kind().equals(kind)).count();
    }

    /** As the kubelet sees it, check by check. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (JsonObject check :
                health.getReadiness()
                        .getPayload()
                        .getJsonArray("checks")
                        .getValuesAs(JsonObject.class)) {
            rows.add(
                    MultiGauge.Row.of(
                            Tags.of(MetricNames.CHECK, check.getString("name")),
                            check.getString("status").equals("UP") ? 1 : 0));
        }
        checks.register(rows, true);
    }
}
