package dev.meshfuse.monitoring;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Prometheus' own tool for rules, which comes with Debian's package {@code prometheus}. */
final class Promtool {
    private static final int PATIENCE_SECONDS = 120;

    private Promtool() {}

    /**
     * Runs it.
     *
     * @return what it printed
     * @throws AssertionError when it finds fault
     */
    static String run(Path log, String... arguments) {
        List<String> command =
                Stream.concat(Stream.of(program().toString()), Stream.of(arguments)).toList();
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("promtool has not ended");
            }
            String printed = Files.readString(log, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new AssertionError(printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> missing("promtool", "AlertRulesTest"));
    }

    /** Skips a test that needs a program, and says so; in CI it fails. */
    static Path missing(String program, String test) {
        String reason = program + " is not installed (Debian: apt-get install prometheus)";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason);
        }
        System.out.println(test + " is skipped: " + reason);
        return abort(reason);
    }
}
