package dev.meshfuse.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the container image says of how the program is run. */
final class Image {
    static final Path FILE = Path.of("src", "main", "docker", "Dockerfile.jvm");

    private static final Pattern OPTIONS = Pattern.compile("(?m)^ENV JAVA_OPTS=\"([^\"]+)\"$");

    private Image() {}

    /**
     * The options of its Java machine.
     *
     * @throws IllegalStateException when the file does not say them in one line
     */
    static List<String> javaOptions(Path file) {
        try {
            Matcher options = OPTIONS.matcher(Files.readString(file));
            if (!options.find()) {
                throw new IllegalStateException(file + " has no line ENV JAVA_OPTS=\"...\"");
            }
            return List.of(options.group(1).split(" +", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
