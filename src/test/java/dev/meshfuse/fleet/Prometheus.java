package dev.meshfuse.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real Prometheus, as Debian and others package it, started here. */
public final class Prometheus implements AutoCloseable {
    private final Child child;
    private final String address;
    private final Path data;

    private Prometheus(Child child, String address, Path data) {
        this.child = child;
        this.address = address;
        this.data = data;
    }

    /** The program, if it is installed. */
    public static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it.
     *
     * @param folder for its configuration, log and data
     * @param name what these are called
     * @param config its configuration
     */
    public static Prometheus start(Path program, Path folder, String name, String config) {
        int port = Web.freePort();
        Path data = folder.resolve(name);
        Child child =
                Child.start(
                        "Prometheus",
                        folder.resolve(name + ".log"),
                        List.of(
                                program.toString(),
                                "--config.file=" + write(folder.resolve(name + ".yaml"), config),
                                "--storage.tsdb.path=" + data,
                                "--web.listen-address=127.0.0.1:" + port),
                        false);
        return new Prometheus(child, "http://127.0.0.1:" + port, data);
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it answers. */
    public String address() {
        return address;
    }

    /**
     * Whether it answers already.
     *
     * @throws IllegalStateException when it has ended
     */
    public boolean isReady() {
        child.mustLive();
        return Web.page(address + "/-/ready").isPresent();
    }

    Child child() {
        return child;
    }

    /** Ends it, and takes its data away. */
    @Override
    public void close() {
        child.close();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
