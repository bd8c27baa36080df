package dev.meshfuse.app;

import dev.meshfuse.fuse.kubernetes.RightsCheck;
import dev.meshfuse.scrape.http.Telemetry;
import dev.meshfuse.scrape.kafka.KafkaShards;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** What must be there before this replica is of use, each with the reason while it is not. */
class Readiness {
    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck topics(KafkaTopics topics) {
        return () -> response("kafka-topics", topics.problem());
    }

    /** Definitions that may be old are of use; why they may be is told all the same. */
    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck definitions(DefinitionsInUse definitions) {
        return () -> {
            Optional<String> problem = definitions.problem();
            return response(
                    "definitions",
                    problem.isEmpty(),
                    problem.or(definitions::trouble).orElse("none"));
        };
    }

    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck streams(KafkaStreams streams) {
        return () ->
                response(
                        "streams",
                        streams.state().isRunningOrRebalancing()
                                ? Optional.empty()
                                : Optional.of("state " + streams.state()));
    }

    /** A stream that has failed starts no more by itself; one that waits for Kafka does. */
    @Produces
    @ApplicationScoped
    @Liveness
    HealthCheck streamsAlive(KafkaStreams streams) {
        return () ->
                response(
                        "streams",
                        streams.state() == KafkaStreams.State.ERROR
                                ? Optional.of("state " + streams.state())
                                : Optional.empty());
    }

    /** A list that may be old is of use; why it may be is told all the same. */
    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck targets(Telemetry telemetry) {
        return () -> {
            boolean known = telemetry.targets() > 0;
            return response(
                    "targets",
                    known,
                    telemetry.problem().orElse(known ? "none" : "no proxy to read is known yet"));
        };
    }

    /** Each is noticed when it is granted, without a restart. */
    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck permissions(RightsCheck rights) {
        return () -> {
            List<String> missing = rights.blocking();
            return response(
                    "permissions",
                    missing.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", missing)));
        };
    }

    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck shards(KafkaShards shards) {
        return () -> response("shards", shards.problem());
    }

    private static HealthCheckResponse response(String name, Optional<String> problem) {
        return response(name, problem.isEmpty(), problem.orElse("none"));
    }

    private static HealthCheckResponse response(String name, boolean ready, String reason) {
        return HealthCheckResponse.named(name).status(ready).withData("reason", reason).build();
    }
}
