package dev.meshfuse.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.kafka.Topics;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.kubernetes.ClusterMesh;
import dev.meshfuse.scrape.Interest;
import dev.meshfuse.scrape.http.TelemetryConfig;
import dev.meshfuse.scrape.kafka.KafkaShards;
import dev.meshfuse.sli.DestinationService;
import dev.meshfuse.stream.TelemetryTopology;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    Topics topics(MeshfuseConfig config) {
        return new Topics(config.topics().prefix());
    }

    @Produces
    @Singleton
    TelemetryConfig telemetry(MeshfuseConfig config) {
        return config.telemetry();
    }

    @Produces
    @Singleton
    Topology topology(
            MeshfuseConfig config,
            Topics topics,
            Definitions.Source definitions,
            SloMetrics metrics,
            ObjectMapper mapper) {
        return new TelemetryTopology(
                        topics,
                        config.topics().partitions(),
                        config.cluster(),
                        config.telemetry().canaryInterval(),
                        definitions,
                        metrics,
                        mapper)
                .build();
    }

    @Produces
    @Singleton
    FuseActor.Mesh mesh(
            MeshfuseConfig config,
            KubernetesClient client,
            Definitions.Source definitions,
            ObjectMapper mapper) {
        return new ClusterMesh(client, definitions, config.guard().mode(), mapper);
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

    /** A proxy is read often while it shows requests to a service that has a fuse. */
    @Produces
    @Singleton
    Interest interest(MeshfuseConfig config, Definitions.Source definitions) {
        return reading -> {
            Definitions current = definitions.current();
            Set<ResourceId> guarded =
                    current.fuses().values().stream()
                            .map(fuse -> fuse.service())
                            .collect(Collectors.toSet());
            return !guarded.isEmpty()
                    && reading.series().stream()
                            .flatMap(series ->
                                    DestinationService.of(series.labels(), config.cluster())
                                            .stream())
                            .anyMatch(service -> guarded.contains(current.apexOf(service)));
        };
    }
}
