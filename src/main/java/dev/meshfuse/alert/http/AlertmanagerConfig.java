package dev.meshfuse.alert.http;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings {@code meshfuse.alert.alertmanager.*}: where alerts are sent. */
public interface AlertmanagerConfig {
    /**
     * Addresses of Alertmanagers, such as {@code http://alertmanager.monitoring:9093}; a path is
     * kept. Each alert is sent to all of them, as Prometheus does: those of one cluster tell each
     * other what they have told people. Name each of them, not a service that chooses one. Without
     * any, no alerts are sent.
     */
    Optional<List<URI>> urls();

    /**
     * After what time an alert is sent again; one that was not taken comes with the next sending.
     * An alert ends four times as long after its last sending, so with a long interval it outlives
     * its cause when this program ends. Prometheus' default.
     */
    @WithDefault("1m")
    Duration resend();

    /**
     * File with a token that is sent along as {@code Authorization: Bearer}, to all of them. It is
     * read at each sending, so it can be changed while the program runs.
     */
    Optional<Path> tokenFile();

    /**
     * Name of the TLS configuration, {@code quarkus.tls.<name>.*}, whose trust and whose own
     * certificate are used; by default that without a name, {@code quarkus.tls.*}.
     */
    Optional<String> tlsConfigurationName();
}
