package dev.meshfuse.app;

import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.web.WebhookObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts what Alertmanager tells, and what comes of it. */
@Startup
@ApplicationScoped
public class AlertMetrics implements WebhookObserver {
    private final MeterRegistry registry;

    AlertMetrics(MeterRegistry registry, KnownAlerts known) {
        this.registry = registry;
        Gauge.builder(MetricNames.ALERTS_KEPT, known, KnownAlerts::size).register(registry);
        for (Result result : Result.values()) {
            alerts(result, 0);
        }
        for (Outcome outcome : Outcome.values()) {
            message(outcome, 0);
        }
        truncated(0);
    }

    @Override
    public void alerts(Result result, long count) {
        registry.counter(MetricNames.ALERTS, MetricNames.RESULT, Words.of(result))
                .increment((double) count);
    }

    @Override
    public void truncated(long count) {
        registry.counter(MetricNames.ALERTS_TRUNCATED).increment((double) count);
    }

    @Override
    public void message(Outcome outcome) {
        message(outcome, 1);
    }

    private void message(Outcome outcome, int count) {
        registry.counter(MetricNames.ALERTS_MESSAGES, MetricNames.OUTCOME, Words.of(outcome))
                .increment((double) count);
    }
}
