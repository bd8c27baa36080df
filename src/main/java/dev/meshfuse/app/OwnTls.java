package dev.meshfuse.app;

import dev.meshfuse.web.http.HttpReplicas;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.runtime.VertxHttpConfig.InsecureRequests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * With which certificate the HTTP interface listens, and whom it trusts. All replicas are set up
 * alike, so this says, too, how another one is to be asked.
 */
@ApplicationScoped
public class OwnTls {
    private final TlsConfigurationRegistry registry;
    private final Optional<String> name;
    private final InsecureRequests insecure;

    /**
     * @param name of Quarkus' TLS configuration, {@code quarkus.tls.<name>.*}
     * @param insecure whether the interface listens without TLS
     */
    OwnTls(
            TlsConfigurationRegistry registry,
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> name,
            @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled")
                    InsecureRequests insecure) {
        this.registry = registry;
        this.name = name;
        this.insecure = insecure;
    }

    /**
     * What others are asked with; empty where this one listens without TLS, too.
     *
     * @throws ConfigurationException when it listens with TLS only, and the configuration is not
     *     there
     */
    Optional<TlsConfiguration> configuration() {
        if (!isRequired()) {
            return Optional.empty();
        }
        return Optional.of(
                TlsConfiguration.from(registry, name)
                        .or(registry::getDefault)
                        .orElseThrow(() ->
                                new ConfigurationException(
                                        "quarkus.http.insecure-requests: is "
                                                + insecure
                                                + ", which needs quarkus.http.tls-configuration-name")));
    }

    /** Whether nothing is answered without TLS. */
    boolean isRequired() {
        return insecure != InsecureRequests.ENABLED;
    }

    /** Quarkus looks at the files every {@code quarkus.tls.<name>.reload-period}. */
    void renewed(@Observes CertificateUpdatedEvent event, HttpReplicas replicas) {
        if (isRequired() && event.name().equals(name.orElse(event.name()))) {
            replicas.trust(event.tlsConfiguration());
        }
    }
}
