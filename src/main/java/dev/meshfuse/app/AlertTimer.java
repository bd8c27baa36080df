package dev.meshfuse.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.alert.AlertLinks;
import dev.meshfuse.alert.AlertRules;
import dev.meshfuse.alert.http.AlertmanagerConfig;
import dev.meshfuse.alert.http.Alertmanagers;
import dev.meshfuse.alert.http.Alertmanagers.Place;
import dev.meshfuse.alert.http.Outcome;
import dev.meshfuse.alert.http.TokenFile;
import dev.meshfuse.definition.Definitions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Sends alerts, once a second those that are due. Does nothing where no Alertmanager is named. */
@ApplicationScoped
public class AlertTimer {
    private final Optional<String> tlsName;
    private final Alertmanagers alertmanagers;
    private final AlertDesk desk;
    private final Clock clock;

    AlertTimer(
            MeshfuseConfig config,
            Definitions.Source definitions,
            StreamStates states,
            TlsConfigurationRegistry tls,
            Vertx vertx,
            ObjectMapper mapper,
            MeterRegistry registry,
            Clock clock) {
        AlertmanagerConfig settings = config.alert().alertmanager();
        this.clock = clock;
        this.tlsName = settings.tlsConfigurationName();
        List<Place> places = settings.urls().orElse(List.of()).stream().map(Place::of).toList();
        for (Place place : places) {
            for (Outcome outcome : Outcome.values()) {
                counter(registry, place, outcome); // the first one is a rise, too
            }
        }
        this.alertmanagers =
                new Alertmanagers(
                        places,
                        options(tls),
                        Alertmanagers.PATIENCE,
                        settings.tokenFile().map(TokenFile::new),
                        vertx,
                        mapper,
                        (place, outcome, alerts) ->
                                counter(registry, place, outcome).increment(alerts));
        AlertLinks links = new AlertLinks(config.externalUrl(), config.alert().runbooksUrl());
        this.desk =
                new AlertDesk(
                        definitions,
                        new StandingAlerts(states::latest, new AlertRules(links)),
                        settings.resend(),
                        alertmanagers::send);
    }

    private static Counter counter(MeterRegistry registry, Place place, Outcome outcome) {
        return registry.counter(
                MetricNames.ALERTMANAGER_ALERTS,
                MetricNames.ALERTMANAGER,
                place.name(),
                MetricNames.OUTCOME,
                outcome.word());
    }

    private HttpClientOptions options(TlsConfigurationRegistry tls) {
        HttpClientOptions options = new HttpClientOptions();
        TlsConfiguration.from(tls, tlsName)
                .or(tls::getDefault)
                .ifPresent(trusted -> TlsConfigUtils.configure(options, trusted));
        return options.setSsl(false); // the address tells
    }

    /** A state has changed. Returns at once. */
    void changed(String key) {
        if (!alertmanagers.isEmpty()) {
            desk.changed(key);
        }
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (!alertmanagers.isEmpty()) {
            desk.look(clock.instant());
        }
    }

    /** Certificates were replaced. */
    void trust(@Observes CertificateUpdatedEvent updated) {
        if (updated.name().equals(tlsName.orElse(TlsConfig.DEFAULT_NAME))) {
            alertmanagers.trust(updated.tlsConfiguration().getSSLOptions());
        }
    }

    @PreDestroy
    void end() {
        alertmanagers.close();
    }
}
