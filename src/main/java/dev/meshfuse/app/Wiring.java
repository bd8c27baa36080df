package dev.meshfuse.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.alert.Mapping;
import dev.meshfuse.alert.config.WebhookConfig;
import dev.meshfuse.auth.Authority;
import dev.meshfuse.auth.RememberingAuthority;
import dev.meshfuse.auth.kubernetes.ClusterAuthority;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.event.kafka.DeadLetters;
import dev.meshfuse.event.kafka.StateKeys;
import dev.meshfuse.event.kafka.Topics;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.TripCaps;
import dev.meshfuse.fuse.kafka.FuseLook;
import dev.meshfuse.fuse.kafka.FusePublisher;
import dev.meshfuse.fuse.kubernetes.ClusterMemories;
import dev.meshfuse.fuse.kubernetes.ClusterMesh;
import dev.meshfuse.fuse.kubernetes.Rights;
import dev.meshfuse.fuse.kubernetes.RightsCheck;
import dev.meshfuse.fuse.kubernetes.TargetReporter;
import dev.meshfuse.scrape.CollectorTime;
import dev.meshfuse.scrape.Interest;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.TargetSource;
import dev.meshfuse.scrape.http.HttpSdTargets;
import dev.meshfuse.scrape.http.TelemetryConfig;
import dev.meshfuse.scrape.kafka.KafkaShards;
import dev.meshfuse.scrape.kubernetes.PodTargets;
import dev.meshfuse.stream.ClocksAhead;
import dev.meshfuse.stream.SlotOwners;
import dev.meshfuse.stream.TelemetryTopology;
import dev.meshfuse.web.FlaggerGate;
import dev.meshfuse.web.GateToken;
import dev.meshfuse.web.LiveStates;
import dev.meshfuse.web.RequestRate;
import dev.meshfuse.web.States;
import dev.meshfuse.web.WebhookCredential;
import dev.meshfuse.web.http.HttpReplicas;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** Builds the plain classes that carry the rules, and gives them what they need. */
class Wiring {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    CollectorTime time(Clock clock) {
        return new CollectorTime(clock, System::nanoTime);
    }

    @Produces
    @Singleton
    Topics topics(MeshfuseConfig config) {
        return new Topics(config.topics().prefix());
    }

    @Produces
    @Singleton
    TelemetryConfig telemetry(MeshfuseConfig config) {
        return config.telemetry();
    }

    /** Closed by those who read the targets. */
    @Produces
    @Singleton
    TargetSource targets(
            TelemetryConfig config,
            Vertx vertx,
            KubernetesClient client,
            CollectorTime time,
            ObjectMapper mapper) {
        Set<String> namespaces = config.kubernetes().namespaces().orElse(Set.of());
        return switch (config.discovery()) {
            case KUBERNETES -> new PodTargets(client, namespaces, time);
            case STATIC -> {
                List<Target> fixed =
                        config.fixed().targets().orElse(List.of()).stream()
                                .map(Target::parse)
                                .toList();
                yield () -> fixed;
            }
            case FEDERATE -> () -> List.of(); // Prometheus reads them
            case HTTP_SD ->
                    new HttpSdTargets(
                            vertx,
                            config.httpSd().url().orElseThrow(),
                            config.httpSd().refresh(),
                            namespaces,
                            mapper);
        };
    }

    @Produces
    @Singleton
    ClocksAhead clocksAhead() {
        return new ClocksAhead();
    }

    @Produces
    @Singleton
    Topology topology(
            MeshfuseConfig config,
            Topics topics,
            Definitions.Source definitions,
            ClocksAhead clocks,
            SloMetrics slos,
            EvidenceMetrics evidence,
            StreamMetrics stream,
            OwnedBudgets budgets,
            LiveStates live,
            AlertTimer alerts,
            KnownAlerts known,
            ObjectMapper mapper) {
        return new TelemetryTopology(
                        topics,
                        config.topics().partitions(),
                        config.cluster(),
                        config.telemetry().canaryInterval(),
                        definitions,
                        clocks.and(stream),
                        slos.andThen(evidence).andThen(stream).andThen(budgets),
                        mapper)
                .build(
                        known,
                        key -> {
                            StateKeys.sloOf(key).ifPresent(live::sloChanged);
                            StateKeys.fuseOf(key).ifPresent(live::fuseChanged);
                            alerts.changed(key);
                        });
    }

    @Produces
    @Singleton
    LiveStates live(Definitions.Source definitions, States states, ObjectMapper mapper) {
        return new LiveStates(definitions, states, mapper, Infrastructure.getDefaultWorkerPool());
    }

    /** Behind a proxy: filters are made before there are settings. */
    @Produces
    @ApplicationScoped
    Authority authority(MeshfuseConfig config, KubernetesClient client) {
        return switch (config.auth().mode()) {
            case NONE -> Authority.NONE;
            case KUBERNETES ->
                    new RememberingAuthority(
                            new ClusterAuthority(
                                    client, config.auth().audiences().orElse(List.of())),
                            System::nanoTime);
        };
    }

    @Produces
    @Singleton
    RequestRate requestRate(MeshfuseConfig config) {
        return new RequestRate(
                config.http().requestsPerSecond(), config.http().burst(), System::nanoTime);
    }

    @Produces
    @Singleton
    SlotOwners slotOwners(KafkaStreams streams, MeshfuseConfig config) {
        return new SlotOwners(streams, config.topics().partitions(), config.address());
    }

    @Produces
    @Singleton
    HttpReplicas replicas(Vertx vertx, OwnTls tls) {
        return tls.configuration()
                .map(own -> new HttpReplicas(vertx, own))
                .orElseGet(() -> new HttpReplicas(vertx));
    }

    void leave(@Disposes HttpReplicas replicas) {
        replicas.close();
    }

    @Produces
    @Singleton
    DeadLetters deadLetters(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            Topics topics,
            DeadLetterMetrics metrics) {
        return DeadLetters.open(kafka, topics.deadLetters(), metrics);
    }

    void close(@Disposes DeadLetters letters) {
        letters.close();
    }

    @Produces
    @Singleton
    FuseActor.Mesh mesh(
            MeshfuseConfig config,
            KubernetesClient client,
            DefinitionsInUse definitions,
            ObjectMapper mapper) {
        return new ClusterMesh(client, definitions, config.guard().mode(), mapper);
    }

    @Produces
    @Singleton
    TripCaps tripCaps(
            MeshfuseConfig config, Definitions.Source definitions, FusePublisher published) {
        MeshfuseConfig.MaxTripsConfig most = config.guard().maxTrips();
        return new TripCaps(
                most.namespace(),
                most.overall(),
                () -> published.lastTrips(definitions.current().fuses().keySet()));
    }

    @Produces
    @Singleton
    TargetReporter targetReporter(
            MeshfuseConfig config,
            KubernetesClient client,
            Definitions.Source definitions,
            Rights rights,
            FuseLook look,
            ObjectMapper mapper,
            Clock clock) {
        return new TargetReporter(
                client, definitions, config.guard().mode(), rights, mapper, clock, look::lookAt);
    }

    @Produces
    @Singleton
    Rights rights(KubernetesClient client, Clock clock) {
        return new Rights(client, clock);
    }

    @Produces
    @Singleton
    RightsCheck rightsCheck(MeshfuseConfig config, Rights rights, Definitions.Source definitions) {
        return new RightsCheck(rights, () -> NeededRights.of(config, definitions.current()));
    }

    void end(@Disposes TargetReporter reporter) {
        reporter.close();
    }

    @Produces
    @Singleton
    GateToken gateToken(MeshfuseConfig config) {
        return new GateToken(config.flagger().gateTokenFile());
    }

    @Produces
    @Singleton
    KnownAlerts alerts() {
        return new KnownAlerts();
    }

    @Produces
    @Singleton
    Mapping mapping(MeshfuseConfig config) {
        return new Mapping(config.cluster(), WebhookChecks.rules(config.alert().webhook()));
    }

    @Produces
    @Singleton
    WebhookCredential webhookCredential(MeshfuseConfig config) {
        WebhookConfig webhook = config.alert().webhook();
        return new WebhookCredential(webhook.tokenFile(), webhook.basicFile());
    }

    @Produces
    @Singleton
    FlaggerGate flaggerGate(
            MeshfuseConfig config,
            DefinitionsInUse definitions,
            States states,
            KubernetesClient client,
            ObjectMapper mapper) {
        return new FlaggerGate(
                definitions,
                definitions::problem,
                config.guard().mode(),
                states,
                new ClusterMemories(client, mapper)::read);
    }

    @Produces
    @Singleton
    KafkaShards shards(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            MeshfuseConfig config,
            Topics topics) {
        return new KafkaShards(
                kafka,
                topics.shards(),
                topics.shards(),
                config.topics().partitions(),
                config.replica());
    }

    void leave(@Disposes KafkaShards shards) {
        shards.close();
    }

    @Produces
    @Singleton
    Interest interest(MeshfuseConfig config, Definitions.Source definitions) {
        return new GuardedServices(config.cluster(), definitions);
    }
}
