package dev.meshfuse.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures what reading a fleet of sidecars costs: the packaged program with its Kafka, and a
 * Prometheus where there is one. Run by {@code ./fleet-benchmark}.
 */
public final class FleetBenchmark {
    private static final Path FOLDER = Path.of("target", "fleet-benchmark").toAbsolutePath();

    /** A look at memory over time is of use when there is some. */
    private static final Duration LONG = Duration.ofMinutes(3);

    /** Memory of Prometheus for a series, generously: docs/benchmarks.md has what it took. */
    private static final long PROMETHEUS_BYTES_PER_SERIES = 6_000;

    private static final long SERIES = 2_827;

    private final Options options;
    private final List<Row> rows = new ArrayList<>();
    private final Optional<Path> prometheus;
    private boolean someFailed;

    private FleetBenchmark(Options options) {
        this.options = options;
        this.prometheus =
                options.prometheus() == Options.Prometheus.NO
                        ? Optional.empty()
                        : Prometheus.program();
    }

    /** See {@link Options#USAGE}; ends with status 0 if every row counted what it should. */
    public static void main(String[] args) {
        int status = 1;
        if (List.of(args).contains("--help")) {
            say(Options.USAGE);
            return;
        }
        try {
            status = run(Options.parse(List.of(args))) ? 0 : 1;
        } catch (IllegalArgumentException
                | IllegalStateException
                | UncheckedIOException
                | IOException e) {
            System.err.println(e.getMessage());
        }
        System.exit(status);
    }

    private static boolean run(Options options) throws IOException {
        if (!Files.isReadable(Path.of("/proc", "self", "stat"))) {
            throw new IllegalStateException("the fleet benchmark needs Linux: it reads /proc");
        }
        FleetBenchmark benchmark = new FleetBenchmark(options);
        if (options.prometheus() == Options.Prometheus.YES && benchmark.prometheus.isEmpty()) {
            throw new IllegalStateException(
                    "--prometheus: there is no program prometheus on the PATH");
        }
        Files.createDirectories(FOLDER);
        say("Fleet benchmark. " + Report.machine(Clock.systemUTC()));
        say("Logs are in target/fleet-benchmark.\n\n" + Report.heading());
        for (Options.Part part : options.fleet()) {
            benchmark.measure(part);
        }
        return benchmark.tellAll();
    }

    private void measure(Options.Part part) {
        try (Fleet fleet = Fleet.start(part.pods(), FOLDER)) {
            if (options.full()) {
                meshfuse(fleet, part, false);
            }
            if (options.filtered()) {
                meshfuse(fleet, part, true);
            }
            prometheus.ifPresent(program -> prometheus(program, fleet, part));
        }
    }

    private void meshfuse(Fleet fleet, Options.Part part, boolean filtered) {
        String name = name("meshfuse", part) + (filtered ? "-filtered" : "-full");
        try (Child broker =
                Child.java(
                        BrokerProcess.class,
                        FOLDER.resolve(name + "-broker.log"),
                        List.of("-Xmx512m"),
                        List.of())) {
            Place place = new Place(FOLDER, broker.firstLine());
            try (Reader reader =
                    MeshfuseReader.start(name, fleet, part, filtered, options, place)) {
                add(new Measurement(reader, fleet, Optional.of(broker), part, options, filtered));
            }
        }
    }

    private void prometheus(Path program, Fleet fleet, Options.Part part) {
        long needed = part.pods() * SERIES * PROMETHEUS_BYTES_PER_SERIES;
        if (needed > availableMemory()) {
            say(
                    "%-13s Prometheus is left out: it would need %d MB of memory"
                            .formatted(part, needed / 1_000_000));
            return;
        }
        Place place = new Place(FOLDER, "");
        try (Reader reader =
                PrometheusReader.start(program, name("prometheus", part), fleet, part, place)) {
            add(new Measurement(reader, fleet, Optional.empty(), part, options, false));
        }
    }

    private static String name(String reader, Options.Part part) {
        return "%s-%d-at-%s".formatted(reader, part.pods(), Options.format(part.interval()));
    }

    private static long availableMemory() {
        try {
            return Files.readAllLines(Path.of("/proc", "meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private void add(Measurement measurement) {
        Row row;
        try {
            row = measurement.run();
        } catch (IllegalStateException e) { // the other rows are worth measuring all the same
            say("    WRONG: " + e.getMessage());
            someFailed = true;
            return;
        }
        rows.add(row);
        say(Report.line(row));
        measurement.remark().ifPresent(FleetBenchmark::say);
        row.wrong().stream().limit(5).forEach(what -> say("    WRONG: " + what));
        if (options.threads()) {
            Report.threads(row).forEach(FleetBenchmark::say);
        }
        if (options.duration().compareTo(LONG) >= 0) {
            Report.memory(row).forEach(FleetBenchmark::say);
        }
    }

    private boolean tellAll() {
        say("\n" + Report.legend());
        List<String> ratios = Report.ratios(rows);
        ratios.forEach(ratio -> say("\n" + ratio));
        if (options.markdown()) {
            say("\n" + Report.machine(Clock.systemUTC()) + "\n");
            Report.markdown(rows).forEach(FleetBenchmark::say);
        }
        boolean sound = !someFailed && rows.stream().allMatch(Row::isSound);
        say(
                sound
                        ? "\nEvery request of every row was counted, and none twice."
                        : "\nNot everything was counted as it was: see WRONG above.");
        return sound;
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
