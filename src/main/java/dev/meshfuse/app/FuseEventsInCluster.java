package dev.meshfuse.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.fuse.kubernetes.KubernetesEvents;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Has Kubernetes Events written of what this replica's fuses did, and counts them. */
@ApplicationScoped
public class FuseEventsInCluster {
    private final KubernetesEvents events;

    FuseEventsInCluster(
            MeshfuseConfig config,
            KubernetesClient client,
            ObjectMapper mapper,
            MeterRegistry registry,
            @ConfigProperty(name = "HOSTNAME") Optional<String> host) {
        for (KubernetesEvents.Outcome outcome : KubernetesEvents.Outcome.values()) {
            counter(registry, outcome);
        }
        this.events =
                new KubernetesEvents(
                        client,
                        mapper,
                        config.replica().or(() -> host).orElse("meshfuse"),
                        outcome -> counter(registry, outcome).increment());
    }

    private static Counter counter(MeterRegistry registry, KubernetesEvents.Outcome outcome) {
        return registry.counter(
                MetricNames.KUBERNETES_EVENTS, MetricNames.OUTCOME, Words.of(outcome));
    }

    /** Only the replica that answers for a fuse publishes its events. */
    void published(@Observes FuseEvent event) {
        events.tell(event);
    }

    @PreDestroy
    void close() {
        events.close();
    }
}
