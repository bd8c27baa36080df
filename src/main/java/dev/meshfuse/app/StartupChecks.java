package dev.meshfuse.app;

import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.Fault;
import dev.meshfuse.definition.config.DefinitionConfig;
import dev.meshfuse.definition.file.DefinitionFiles;
import dev.meshfuse.definition.file.FaultyFilesException;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.http.TelemetryConfig;
import dev.meshfuse.scrape.http.TelemetryConfig.Discovery;
import dev.meshfuse.web.GateToken;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the types of the settings cannot express. All faults are found at once. */
final class StartupChecks {
    /** Below this Envoy would do little else than print its statistics. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    /**
     * What Kubernetes tells every pod of a service whose name begins with ours (Kubernetes,
     * "Accessing the Service").
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    "MESHFUSE_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.*)?)?)");

    /** Kubernetes, "Object Names and IDs": RFC 1123 label names. */
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Host and port; an IPv6 address is in brackets (RFC 3986, section 3.2.2). */
    private static final Pattern ADDRESS =
            Pattern.compile("([0-9a-zA-Z][0-9a-zA-Z.-]*|\\[[0-9a-fA-F:.]+]):(\\d{1,5})");

    private static final int HIGHEST_PORT = 65_535;

    /** More than one replica can answer. */
    private static final int MOST_REQUESTS = 1_000_000;

    /** Where nobody listens in. */
    static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "[::]");

    private static final Pattern LIST_ITEM = Pattern.compile("_\\d+_$");

    private final List<Fault> faults = new ArrayList<>();

    private StartupChecks() {}

    /**
     * All that is wrong with the settings.
     *
     * @param httpHost where the HTTP interface listens
     * @param variables names of the environment variables
     */
    static List<Fault> faults(MeshfuseConfig config, String httpHost, Set<String> variables) {
        StartupChecks checks = new StartupChecks();
        checks.variables(variables);
        config.address().ifPresent(checks::address);
        checks.topics(config.topics());
        checks.telemetry(config.telemetry());
        checks.definitions(
                config.definitions(),
                new DefinitionReader(config.cluster(), config.telemetry().interval()));
        checks.guard(config.guard());
        checks.auth(config.auth(), httpHost);
        checks.http(config.http());
        checks.faults.addAll(WebhookChecks.faults(config.alert().webhook()));
        config.flagger().gateTokenFile().ifPresent(checks::gateToken);
        checks.faults.addAll(AlertChecks.faults(config));
        return List.copyOf(checks.faults);
    }

    /** Those of other sources are found where they are mapped; a variable may be anybody's. */
    private void variables(Set<String> variables) {
        Set<String> known =
                ConfigMappings.getProperties(ConfigClass.configClass(MeshfuseConfig.class))
                        .keySet()
                        .stream()
                        .map(StartupChecks::asVariable)
                        .collect(Collectors.toSet());
        variables.stream()
                .filter(name -> name.startsWith("MESHFUSE_"))
                .filter(name -> !SERVICE_LINK.matcher(name).matches())
                .filter(name -> !known.contains(LIST_ITEM.matcher(name).replaceFirst("")))
                .filter(name -> !WebhookChecks.isVariable(name))
                .sorted()
                .forEach(name -> faults.add(new Fault(name, "is a variable for no setting")));
    }

    /** As MicroProfile Config writes the name of a setting as a variable's. */
    private static String asVariable(String property) {
        return property.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Kafka Streams would fail later, and name a setting of its own. */
    private void address(String address) {
        String key = "meshfuse.address";
        Matcher matcher = ADDRESS.matcher(address);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
        refuseIf(
                port < 1 || port > HIGHEST_PORT,
                key,
                "'" + address + "' is no address such as 10.0.0.7:8080 or [fd00::7]:8080");
        refuseIf(
                port > 0 && EVERYWHERE.contains(matcher.group(1)),
                key,
                "'" + address + "' is where one listens, not where others can reach it");
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
        refuseIf(
                telemetry.maxCanaryTargets() < 0,
                "meshfuse.telemetry.max-canary-targets",
                "must not be negative");
        refuseIf(
                telemetry.maxBody().asLongValue() < 1,
                "meshfuse.telemetry.max-body",
                "must be at least 1 byte");
        namespaces(telemetry.kubernetes().namespaces().orElse(Set.of()));
        switch (telemetry.discovery()) {
            case KUBERNETES -> {}
            case STATIC -> targets(telemetry.fixed().targets().orElse(List.of()));
            case HTTP_SD ->
                    url(
                            "meshfuse.telemetry.http-sd.url",
                            telemetry.httpSd().url(),
                            Discovery.HTTP_SD);
            case FEDERATE -> federate(telemetry.federate());
        }
    }

    private void namespaces(Set<String> names) {
        names.stream()
                .filter(name -> !NAMESPACE.matcher(name).matches())
                .sorted()
                .forEach(name ->
                        faults.add(
                                new Fault(
                                        "meshfuse.telemetry.kubernetes.namespaces",
                                        "'" + name + "' is no name of a namespace")));
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

    private void federate(TelemetryConfig.Federate federate) {
        String key = "meshfuse.telemetry.federate.url";
        url(key, federate.url(), Discovery.FEDERATE);
        refuseIf(
                federate.url().filter(url -> url.getRawQuery() != null).isPresent(),
                key,
                "must have no query: what is asked for is added to it");
        labelName("meshfuse.telemetry.federate.pod-label", federate.podLabel());
        labelName("meshfuse.telemetry.federate.namespace-label", federate.namespaceLabel());
    }

    private void labelName(String key, String name) {
        refuseIf(
                !name.matches("[a-zA-Z_][a-zA-Z0-9_]*"),
                key,
                "'" + name + "' is no name of a label");
    }

    private void url(String key, Optional<URI> setting, Discovery neededWith) {
        if (setting.isEmpty()) {
            faults.add(
                    new Fault(
                            key,
                            "is needed with meshfuse.telemetry.discovery=" + Words.of(neededWith)));
            return;
        }
        URI url = setting.get();
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        refuseIf(
                !isHttp || url.getHost() == null,
                key,
                "'" + url + "' is not an http or https address");
    }

    private void definitions(DefinitionConfig definitions, DefinitionReader reader) {
        switch (definitions.mode()) {
            case FILES -> files(definitions.files().orElse(List.of()), reader);
            case KUBERNETES -> {}
        }
    }

    private void files(List<Path> files, DefinitionReader reader) {
        String key = "meshfuse.definitions.files";
        refuseIf(files.isEmpty(), key, "is needed with meshfuse.definitions=files");
        try {
            DefinitionFiles.read(files, reader);
        } catch (FaultyFilesException e) {
            faults.add(new Fault(key, String.valueOf(e.getMessage())));
        }
    }

    private void guard(MeshfuseConfig.GuardConfig guard) {
        String reason = "must be at least 1; with meshfuse.guard.mode=observe no fuse trips";
        refuseIf(guard.maxTrips().namespace() < 1, "meshfuse.guard.max-trips.namespace", reason);
        refuseIf(guard.maxTrips().overall() < 1, "meshfuse.guard.max-trips.overall", reason);
    }

    private void auth(MeshfuseConfig.AuthConfig auth, String httpHost) {
        switch (auth.mode()) {
            case KUBERNETES -> {}
            case NONE ->
                    refuseIf(
                            !LOOPBACK.contains(httpHost),
                            "quarkus.http.host",
                            "is '"
                                    + httpHost
                                    + "'; with meshfuse.auth.mode=none it must be loopback");
        }
    }

    private void http(MeshfuseConfig.HttpConfig http) {
        refuseIf(
                http.requestsPerSecond() < 1 || http.requestsPerSecond() > MOST_REQUESTS,
                "meshfuse.http.requests-per-second",
                "must be 1 to " + MOST_REQUESTS);
        refuseIf(
                http.burst() < 1 || http.burst() > MOST_REQUESTS,
                "meshfuse.http.burst",
                "must be 1 to " + MOST_REQUESTS);
    }

    private void gateToken(Path file) {
        String key = "meshfuse.flagger.gate-token-file";
        boolean readable = Files.isReadable(file) && !Files.isDirectory(file);
        refuseIf(!readable, key, "'" + file + "' cannot be read");
        refuseIf(readable && !GateToken.isIn(file), key, "what is in it " + GateToken.WANTED);
    }

    private void refuseIf(boolean wrong, String key, String reason) {
        if (wrong) {
            faults.add(new Fault(key, reason));
        }
    }
}
