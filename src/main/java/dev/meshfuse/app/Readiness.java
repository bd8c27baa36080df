package dev.meshfuse.app;

import dev.meshfuse.scrape.http.Telemetry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** What must be there before this replica is of use, each with the reason while it is not. */
class Readiness {
    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck topics(KafkaTopics topics) {
        return () -> response("kafka-topics", topics.problem());
    }

    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck definitions(DefinitionsInUse definitions) {
        return () -> response("definitions", definitions.problem());
    }

    @Produces
    @ApplicationScoped
    @org.eclipse.microprofile.health.Readiness
    HealthCheck targets(Telemetry telemetry) {
        return () ->
                response(
                        "targets",
                        telemetry.targets() > 0
                                ? Optional.empty()
                                : Optional.of("no proxy to read is known yet"));
    }

    private static HealthCheckResponse response(String name, Optional<String> problem) {
        return HealthCheckResponse.named(name)
                .status(problem.isEmpty())
                .withData("reason", problem.orElse("none"))
                .build();
    }
}
