package dev.meshfuse.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Prints what was measured. */
final class Report {
    private static final double MIB = 1024 * 1024;
    private static final String PROMETHEUS = "Prometheus";

    /** Threads that used less than this share of the whole are not shown. */
    private static final double SHOWN_SHARE = 0.01;

    private Report() {}

    /** This machine, in words. */
    static String machine(Clock clock) {
        return String.format(
                Locale.ROOT,
                "%s, %d cores (%s), Linux %s, JDK %s",
                LocalDate.now(clock),
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.version"),
                System.getProperty("java.runtime.version"));
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc", "cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    static String heading() {
        return String.format(
                Locale.ROOT,
                "%-13s %-22s %7s %6s %8s %8s %8s %7s %7s %15s %6s",
                "fleet",
                "reader",
                "MB/s",
                "cores",
                "s/GB",
                "s/GB*",
                "ms/scr.",
                "RSS MiB",
                "broker",
                "late 50/99/max",
                "failed");
    }

    static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "%-13s %-22s %7.1f %6.3f %8.2f %8.2f %8.2f %7.0f %7.3f %15s %6d",
                row.part(),
                row.reader(),
                row.megabytesPerSecond(),
                row.cores(),
                row.cpuPerGigabyte(),
                row.cpuPerFullGigabyte(),
                row.cpuMillisPerScrape(),
                row.maxResident() / MIB,
                row.brokerSeconds() / row.seconds(),
                row.lateP50() + "/" + row.lateP99() + "/" + row.lateMax(),
                row.failures());
    }

    static String legend() {
        return """
        cores, s/GB: processor time of the reader, system calls included, by second and by GB that was sent;
        s/GB*: by GB of whole bodies, sent or not; broker: cores of Kafka meanwhile;
        late: milliseconds by which a scrape followed the last one later than its interval\
        """;
    }

    /** Rows of docs/benchmarks.md. */
    static List<String> markdown(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| pods @ interval | reader | MB/s | cores | CPU s per GB sent | per GB of whole bodies"
                        + " | CPU ms per scrape | RSS MiB | broker cores | late p50/p99/max ms | failed |");
        lines.add("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Row row : rows) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %.1f | %.3f | %.2f | %.2f | %.2f | %.0f | %.3f | %d/%d/%d | %d |",
                            row.part(),
                            row.reader(),
                            row.megabytesPerSecond(),
                            row.cores(),
                            row.cpuPerGigabyte(),
                            row.cpuPerFullGigabyte(),
                            row.cpuMillisPerScrape(),
                            row.maxResident() / MIB,
                            row.brokerSeconds() / row.seconds(),
                            row.lateP50(),
                            row.lateP99(),
                            row.lateMax(),
                            row.failures()));
        }
        return lines;
    }

    /** Each row of Meshfuse beside the Prometheus that has read the same fleet. */
    static List<String> ratios(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            Optional<Row> other =
                    rows.stream()
                            .filter(o -> o.reader().equals(PROMETHEUS))
                            .filter(o -> o.part().equals(row.part()))
                            .findFirst();
            if (!row.reader().equals(PROMETHEUS) && other.isPresent()) {
                lines.add(
                        String.format(
                                Locale.ROOT,
                                "%s, %s: Prometheus uses %.1f times the processor and %.1f times the memory; with the broker's, %.1f times the processor",
                                row.part(),
                                row.reader(),
                                other.get().cores() / row.cores(),
                                (double) other.get().maxResident() / row.maxResident(),
                                other.get().cores()
                                        / (row.cores() + row.brokerSeconds() / row.seconds())));
            }
        }
        return lines;
    }

    static List<String> threads(Row row) {
        return row.threads().entrySet().stream()
                .filter(thread -> thread.getValue() >= row.cpuSeconds() * SHOWN_SHARE)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(thread ->
                        String.format(
                                Locale.ROOT,
                                "    %5.1f %%  %s",
                                100 * thread.getValue() / row.cpuSeconds(),
                                thread.getKey()))
                .toList();
    }

    /**
     * Memory at tenths of the time: the most that was resident in each, and the heap at its end.
     */
    static List<String> memory(Row row) {
        List<String> lines = new ArrayList<>();
        long most = 0;
        for (Row.Memory memory : row.memory()) {
            most = Math.max(most, memory.residentBytes());
            if (memory.heapBytes() > 0) {
                lines.add(
                        String.format(
                                Locale.ROOT,
                                "    after %3d:%02d  RSS %.0f MiB, heap in use %.0f MiB",
                                memory.at().toMinutes(),
                                memory.at().toSecondsPart(),
                                most / MIB,
                                memory.heapBytes() / MIB));
                most = 0;
            }
        }
        return lines;
    }
}
