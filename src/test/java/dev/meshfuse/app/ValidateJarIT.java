package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package as it is delivered, with no Kafka and no cluster to ask. */
class ValidateJarIT {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir Path directory;

    private record Ended(int status, String printed) {}

    @Test
    void the_jar_checks_definitions_and_prints_nothing_else() throws Exception {
        Ended ended = validate("kubernetes/examples/cart.yaml");

        assertThat(ended)
                .isEqualTo(
                        new Ended(
                                0,
                                "2 definitions: 2 without a fault, 0 refused; 0 faults; 0 objects of other kinds skipped\n"));
    }

    @Test
    void the_jar_ends_with_1_when_there_are_faults() throws Exception {
        Path file = directory.resolve("a.yaml");
        Files.writeString(
                file,
                """
                apiVersion: meshfuse.dev/v1alpha1
                kind: ServiceLevelObjective
                metadata: {name: a, namespace: shop}
                spec: {service: {name: cart}, objective: "100%"}
                """);

        Ended ended = validate(file.toString());

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.printed()).startsWith(file + ":4:31: spec.objective: an objective must");
    }

    @Test
    void the_jar_ends_with_2_when_a_file_is_not_there() throws Exception {
        assertThat(validate(directory.resolve("none.yaml").toString()).status()).isEqualTo(2);
    }

    private static Ended validate(String file) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        ProcessHandle.current().info().command().orElse("java"),
                                        "-jar",
                                        JAR.toString(),
                                        "validate",
                                        file))
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it has not ended; printed: " + printed);
        }
        return new Ended(process.exitValue(), printed);
    }
}
