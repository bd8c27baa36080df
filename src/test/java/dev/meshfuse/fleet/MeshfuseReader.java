package dev.meshfuse.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The packaged program. */
final class MeshfuseReader implements Reader {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final boolean filtered;
    private final Child child;
    private final String management;

    private MeshfuseReader(boolean filtered, Child child, String management) {
        this.filtered = filtered;
        this.child = child;
        this.management = management;
    }

    /** Starts it on a fleet. */
    static MeshfuseReader start(
            String name,
            Fleet fleet,
            Options.Part part,
            boolean filtered,
            Options options,
            Place at) {
        int management = Web.freePort();
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", at.broker());
        settings.put("meshfuse.topics.replication-factor", "1");
        settings.put("meshfuse.auth.mode", "none");
        settings.put("meshfuse.telemetry.discovery", "http-sd");
        settings.put("meshfuse.telemetry.http-sd.url", fleet.list("/stats/prometheus"));
        settings.put("meshfuse.telemetry.interval", part.interval().toString());
        settings.put("meshfuse.definitions", "files");
        settings.put("meshfuse.definitions.files", objectives(at.folder()).toString());
        settings.put("quarkus.http.port", Integer.toString(Web.freePort()));
        settings.put("quarkus.management.host", "127.0.0.1");
        settings.put("quarkus.management.port", Integer.toString(management));
        List<String> command = new ArrayList<>();
        command.add(Child.javaProgram());
        command.addAll(Image.javaOptions(Image.FILE));
        command.addAll(options.java());
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        options.settings().forEach(setting -> command.add("-D" + setting));
        command.add("-jar");
        command.add(JAR.toString());
        Child child = Child.start("Meshfuse", at.folder().resolve(name + ".log"), command, false);
        return new MeshfuseReader(filtered, child, "http://127.0.0.1:" + management);
    }

    /** An objective for availability and one for latency, for each service. */
    private static Path objectives(Path folder) {
        StringBuilder text = new StringBuilder();
        for (int service = 0; service < Fleet.SERVICES; service++) {
            text.append(
                    """
                    ---
                    apiVersion: meshfuse.dev/v1alpha1
                    kind: ServiceLevelObjective
                    metadata: {name: svc-%1$03d, namespace: %2$s}
                    spec:
                      service: {name: svc-%1$03d}
                      objective: "99.9%%"
                    ---
                    apiVersion: meshfuse.dev/v1alpha1
                    kind: ServiceLevelObjective
                    metadata: {name: latency-%1$03d, namespace: %2$s}
                    spec:
                      service: {name: svc-%1$03d}
                      indicator: {latency: {threshold: 100ms}}
                      objective: "99%%"
                    """
                            .formatted(service, SidecarBody.NAMESPACE));
        }
        try {
            return Files.writeString(folder.resolve("objectives.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return filtered ? "Meshfuse, filtered" : "Meshfuse, full bodies";
    }

    @Override
    public Child child() {
        return child;
    }

    @Override
    public boolean isReady() {
        child.mustLive();
        return Web.page(management + "/q/health/ready").isPresent();
    }

    @Override
    public long failures() {
        return (long) metrics().sum("meshfuse_scrape_failures_total");
    }

    @Override
    public long heapBytes() {
        return (long)
                metrics().values("jvm_memory_used_bytes").stream()
                        .filter(value -> value.label("area").equals("heap"))
                        .mapToDouble(Scraped.Value::value)
                        .sum();
    }

    @Override
    public List<String> wrongCounts(long[] expected) {
        long[] counted = new long[expected.length];
        for (Scraped.Value value : metrics().values("meshfuse_slo_requests_total")) {
            String slo = value.label("slo");
            if (slo.startsWith("svc-")) {
                counted[Integer.parseInt(slo.substring("svc-".length()))] += (long) value.value();
            }
        }
        List<String> wrong = new ArrayList<>();
        for (int service = 0; service < expected.length; service++) {
            if (counted[service] != expected[service]) {
                wrong.add(
                        "svc-%03d: counted %d of %d requests"
                                .formatted(service, counted[service], expected[service]));
            }
        }
        return wrong;
    }

    private Scraped metrics() {
        return new Scraped(Web.page(management + "/q/metrics").orElse(""));
    }

    @Override
    public void close() {
        child.close();
    }
}
