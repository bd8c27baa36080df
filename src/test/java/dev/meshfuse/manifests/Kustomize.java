package dev.meshfuse.manifests;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Renders folders with {@code kubectl kustomize}, which talks to no cluster. */
final class Kustomize {
    private static final String PROGRAM = "kubectl";

    /** Rendering takes some tenths of a second. */
    private static final long PATIENCE_SECONDS = 60;

    private Kustomize() {}

    /** Skips the test where there is no kubectl, and says so; fails where {@code CI=true}. */
    static void need() {
        String path = System.getenv().getOrDefault("PATH", "");
        boolean installed =
                Arrays.stream(path.split(java.io.File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
        if (!installed) {
            String reason = "kubectl with kustomize 5 is not on the path";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(reason);
            }
            System.out.println("What is under kubernetes/ is not rendered: " + reason);
            abort(reason);
        }
    }

    /**
     * All objects of a folder, as YAML.
     *
     * @throws IllegalStateException with what kubectl says, when it cannot be rendered
     */
    static String render(Path folder) {
        try {
            Process process = new ProcessBuilder(PROGRAM, "kustomize", folder.toString()).start();
            process.getOutputStream().close();
            String out = text(process.getInputStream().readAllBytes());
            String err = text(process.getErrorStream().readAllBytes());
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(folder + ": " + err);
            }
            if (!err.isBlank()) { // it warns of fields that are deprecated
                throw new IllegalStateException(folder + ": " + err);
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * All objects of a folder together with components, as a user's own kustomization has them.
     *
     * @param scratch an empty folder below the project's, as kustomize wants relative paths
     */
    static String render(Path folder, List<Path> components, Path scratch) {
        StringBuilder list =
                new StringBuilder(
                        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n");
        list.append("resources: [").append(relative(scratch, folder)).append("]\ncomponents:\n");
        components.forEach(one -> list.append("  - ").append(relative(scratch, one)).append('\n'));
        try {
            Files.createDirectories(scratch);
            Files.writeString(scratch.resolve("kustomization.yaml"), list);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return render(scratch);
    }

    private static Path relative(Path from, Path to) {
        return from.toAbsolutePath().relativize(to.toAbsolutePath());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
