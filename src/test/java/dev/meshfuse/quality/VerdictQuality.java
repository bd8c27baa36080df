package dev.meshfuse.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Simulates services and writes how well the verdict on their canaries does. Run by {@code
 * ./verdict-quality}.
 */
public final class VerdictQuality {
    static final String USAGE =
            """
            usage: ./verdict-quality [--minutes N] [--runs N] [--out FILE]
              --minutes N  minutes for false alarms, 8 if not given; a month that was begun is ended
              --runs N     faults for each row of delays, 100 if not given
              --out FILE   where the tables go, docs/verdict-quality.md if not given
            """;

    /** In the order in which time is given to them. */
    private static final double[] RATES = {10, 2, 0.05, 50, 0.5};

    private static final double[] BAD_RATIOS = {0.001, 0.0001};

    private int minutes = 8;
    private int runs = 100;
    private Path out = Path.of("docs", "verdict-quality.md");

    private VerdictQuality() {}

    /** See {@link #USAGE}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        VerdictQuality quality = new VerdictQuality();
        try {
            quality.read(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
        }
        quality.run();
    }

    private void read(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--minutes" -> minutes = number(args[i], value);
                case "--runs" -> runs = number(args[i], value);
                case "--out" -> out = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
    }

    private static int number(String option, String text) {
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException(
                    "%s must be a whole number above 0, not '%s'".formatted(option, text));
        }
        return Integer.parseInt(text);
    }

    private void run() throws IOException, InterruptedException {
        Instant begin = Instant.now();
        Map<Delay.Cell, Delay.Found> delays = delays();
        System.out.printf("%d rows of delays%n", delays.size());
        List<FalseAlarms> alarms = falseAlarms();
        Duration took = Duration.between(begin, Instant.now());
        Files.writeString(out, new QualityReport(alarms, delays, runs, took).text());
        System.out.printf("wrote %s%n", out);
    }

    /** Rounds of a month for each cell, until the time is over. */
    private List<FalseAlarms> falseAlarms() throws InterruptedException {
        List<FalseAlarms> cells = new ArrayList<>();
        for (double badRatio : BAD_RATIOS) {
            for (double rate : RATES) {
                for (Trouble trouble : Trouble.values()) {
                    cells.add(new FalseAlarms(new FalseAlarms.Cell(trouble, rate, badRatio)));
                }
            }
        }
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        for (int round = 0; System.nanoTime() < until; round++) {
            long seed = round;
            inParallel(
                    cells.stream()
                            .<Runnable>map(cell ->
                                    () -> {
                                        if (System.nanoTime() < until) {
                                            cell.run(seed * 100_003 + seedOf(cell.cell()));
                                        }
                                    })
                            .toList());
            System.out.printf(
                    "round %d: %d months%n",
                    round + 1, cells.stream().mapToInt(FalseAlarms::months).sum());
        }
        return cells.stream().filter(cell -> cell.months() > 0).toList();
    }

    /** The same in every run. */
    private static long seedOf(FalseAlarms.Cell cell) {
        return (cell.trouble().words().hashCode() * 31L + Double.hashCode(cell.perSecond())) * 31
                + Double.hashCode(cell.badRatio());
    }

    private Map<Delay.Cell, Delay.Found> delays() throws InterruptedException {
        List<Delay.Cell> cells = new ArrayList<>();
        for (double tick : new double[] {1, 2, 5}) {
            for (double rate : new double[] {0.05, 0.5, 1, 2, 10, 50}) {
                for (double fault : new double[] {1, 0.5, 0.2, 0.05, 0.03, 0.01}) {
                    cells.add(new Delay.Cell("99.9%", rate, 0.001, fault, tick));
                }
            }
        }
        for (double rate : new double[] {1, 10, 50}) {
            for (double fault : new double[] {1, 0.3}) {
                cells.add(new Delay.Cell("99%", rate, 0.01, fault, 5));
            }
        }
        Map<Delay.Cell, Delay.Found> found = new ConcurrentHashMap<>();
        inParallel(
                cells.stream()
                        .<Runnable>map(cell ->
                                () -> found.put(cell, new Delay(cell).run(runs, cell.hashCode())))
                        .toList());
        Map<Delay.Cell, Delay.Found> ordered = new LinkedHashMap<>();
        cells.forEach(cell -> ordered.put(cell, found.get(cell)));
        return ordered;
    }

    private static void inParallel(List<Runnable> tasks) throws InterruptedException {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (var task : threads.invokeAll(tasks.stream().map(Executors::callable).toList())) {
                task.resultNow();
            }
        }
    }
}
