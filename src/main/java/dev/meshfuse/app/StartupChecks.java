package dev.meshfuse.app;

import dev.meshfuse.definition.Fault;
import dev.meshfuse.definition.config.DefinitionConfig;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.http.TelemetryConfig;
import dev.meshfuse.scrape.http.TelemetryConfig.Discovery;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the types of the settings cannot express. All faults are found at once. */
final class StartupChecks {
    /** Below this Envoy would do little else than print its statistics. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    private final List<Fault> faults = new ArrayList<>();

    private StartupChecks() {}

    /** All that is wrong with the settings. */
    static List<Fault> faults(MeshfuseConfig config, String httpHost) {
        StartupChecks checks = new StartupChecks();
        checks.topics(config.topics());
        checks.telemetry(config.telemetry());
        checks.definitions(config.definitions());
        checks.auth(config.auth(), httpHost);
        return List.copyOf(checks.faults);
    }

    private void topics(TopicsConfig topics) {
        refuseIf(topics.partitions() < 1, "meshfuse.topics.partitions", "must be at least 1");
        refuseIf(
                topics.replicationFactor() < 1,
                "meshfuse.topics.replication-factor",
                "must be at least 1");
        refuseIf(
                !topics.prefix().matches("[a-zA-Z0-9._-]{0,200}"),
                "meshfuse.topics.prefix",
                "may have letters, digits, dots, underscores and hyphens only");
    }

    private void telemetry(TelemetryConfig telemetry) {
        interval("meshfuse.telemetry.interval", telemetry.interval());
        interval("meshfuse.telemetry.canary-interval", telemetry.canaryInterval());
        refuseIf(
                telemetry.canaryInterval().compareTo(telemetry.interval()) > 0,
                "meshfuse.telemetry.canary-interval",
                "must not be longer than meshfuse.telemetry.interval");
        refuseIf(
                telemetry.timeout().isZero() || telemetry.timeout().isNegative(),
                "meshfuse.telemetry.timeout",
                "must be longer than nothing");
        switch (telemetry.discovery()) {
            case STATIC -> targets(telemetry.fixed().targets().orElse(List.of()));
            case HTTP_SD -> url(telemetry.httpSd());
        }
    }

    private void interval(String key, Duration interval) {
        refuseIf(
                interval.compareTo(SHORTEST_INTERVAL) < 0,
                key,
                "must be at least "
                        + SHORTEST_INTERVAL.toMillis()
                        + "ms: each read keeps the proxy's main thread busy");
    }

    private void targets(List<String> targets) {
        String key = "meshfuse.telemetry.static.targets";
        refuseIf(
                targets.isEmpty(),
                key,
                "is needed with meshfuse.telemetry.discovery=" + Words.of(Discovery.STATIC));
        for (String target : targets) {
            try {
                Target.parse(target);
            } catch (IllegalArgumentException e) {
                faults.add(new Fault(key, String.valueOf(e.getMessage())));
            }
        }
    }

    private void url(TelemetryConfig.HttpSd httpSd) {
        String key = "meshfuse.telemetry.http-sd.url";
        if (httpSd.url().isEmpty()) {
            faults.add(
                    new Fault(
                            key,
                            "is needed with meshfuse.telemetry.discovery="
                                    + Words.of(Discovery.HTTP_SD)));
            return;
        }
        URI url = httpSd.url().get();
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        refuseIf(
                !isHttp || url.getHost() == null,
                key,
                "'" + url + "' is not an http or https address");
    }

    private void definitions(DefinitionConfig definitions) {
        switch (definitions.mode()) {
            case FILES ->
                    refuseIf(
                            definitions.files().orElse(List.of()).isEmpty(),
                            "meshfuse.definitions.files",
                            "is needed with meshfuse.definitions=files");
            case KUBERNETES -> {}
        }
    }

    private void auth(MeshfuseConfig.AuthConfig auth, String httpHost) {
        switch (auth.mode()) {
            case NONE ->
                    refuseIf(
                            !List.of("127.0.0.1", "localhost", "::1").contains(httpHost),
                            "quarkus.http.host",
                            "is '"
                                    + httpHost
                                    + "'; with meshfuse.auth.mode=none it must be loopback");
        }
    }

    private void refuseIf(boolean wrong, String key, String reason) {
        if (wrong) {
            faults.add(new Fault(key, reason));
        }
    }
}
