package dev.meshfuse.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that was started here, and what the system says of it in {@code /proc}. */
final class Child implements AutoCloseable {
    /** The unit of times in {@code /proc}, USER_HZ: 100 a second on every Linux there is. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long PATIENCE_SECONDS = 20;

    private final String name;
    private final Process process;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Starts a command; what it says goes to a file, or is read by {@link #firstLine}. */
    static Child start(String name, Path log, List<String> command, boolean heard) {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (heard) {
            builder.redirectError(log.toFile());
        } else {
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
        }
        try {
            return new Child(name, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), e);
        }
    }

    /** Starts a class of the tests as a process, with this one's class path. */
    static Child java(Class<?> main, Path log, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(javaProgram());
        command.addAll(options);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return start(main.getSimpleName(), log, command, true);
    }

    static String javaProgram() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The first line it says. */
    String firstLine() {
        try {
            BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
            String line = said.readLine();
            if (line == null) {
                throw new IllegalStateException(name + " has ended without a word");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /**
     * @throws IllegalStateException when it has ended
     */
    void mustLive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " has ended with status " + process.exitValue());
        }
    }

    long pid() {
        return process.pid();
    }

    /** Seconds of processor time, its own and the system's for it. */
    double cpuSeconds() {
        mustLive();
        return cpuSeconds(Path.of("/proc", Long.toString(pid()), "stat"));
    }

    /** The same by threads; threads whose names differ in a number are added up. */
    Map<String, Double> cpuSecondsByThread() {
        Map<String, Double> seconds = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
            for (Path task : tasks.toList()) {
                try {
                    String thread =
                            Files.readString(task.resolve("comm"))
                                    .strip()
                                    .replaceAll("[-#_]?\\d+", "");
                    seconds.merge(thread, cpuSeconds(task.resolve("stat")), Double::sum);
                } catch (IOException | UncheckedIOException e) {
                    // has ended meanwhile
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
        return seconds;
    }

    /** Bytes of memory that are in use now: VmRSS. */
    long residentBytes() {
        mustLive();
        return status("VmRSS:");
    }

    private long status(String key) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status")).stream()
                    .filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** Fields 14 and 15, counted behind the name, which may have blanks: proc(5). */
    private static double cpuSeconds(Path stat) {
        try {
            String text = Files.readString(stat);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException(stat.toString(), e);
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.destroy();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
