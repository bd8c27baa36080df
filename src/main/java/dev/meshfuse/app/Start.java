package dev.meshfuse.app;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fault;
import dev.meshfuse.fuse.kubernetes.TargetReporter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Refuses to start with settings that cannot work, naming all of them; then begins to read what is
 * defined.
 */
@ApplicationScoped
public class Start {
    private static final Logger LOG = Logger.getLogger(Start.class);

    /** Before anything waits for Kafka. */
    private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE - 1;

    /**
     * In development and in tests a JVM runs one program after another. What is left of the one
     * before would keep the names of our metrics, and end with its objects.
     */
    void forget(@Observes @Priority(FIRST) StartupEvent event, MeterRegistry registry) {
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith(MetricNames.OURS))
                .forEach(registry::remove);
    }

    void check(
            @Observes @Priority(FIRST) StartupEvent event,
            MeshfuseConfig config,
            OwnTls own,
            TlsConfigurationRegistry tls,
            @ConfigProperty(name = "quarkus.http.host") String httpHost) {
        List<Fault> faults =
                new ArrayList<>(StartupChecks.faults(config, httpHost, System.getenv().keySet()));
        faults.addAll(AlertChecks.tls(config, name -> tls.get(name).isPresent()));
        if (!faults.isEmpty()) {
            // Quarkus prints the message of this one alone, without a stack trace.
            throw new ConfigurationException(
                    "The settings cannot work:\n  "
                            + faults.stream()
                                    .map(Fault::toString)
                                    .collect(Collectors.joining("\n  ")));
        }
        if (!own.isRequired() && !StartupChecks.LOOPBACK.contains(httpHost)) {
            LOG.warnf(
                    "tokens cross the network as they are, unless something beside this encrypts:"
                            + " quarkus.http.host=%s quarkus.http.insecure-requests=enabled",
                    httpHost);
        }
    }

    void begin(
            @Observes StartupEvent event, Definitions.Source definitions, TargetReporter targets) {
        Definitions current = definitions.current(); // creates it, so that reading begins now
        LOG.infof("started: slos=%d fuses=%d", current.slos().size(), current.fuses().size());
        targets.start();
    }
}
