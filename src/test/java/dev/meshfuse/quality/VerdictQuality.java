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
import java.util.function.Predicate;

/**
 * Simulates services and writes how well the verdict on their canaries does. Run by {@code
 * ./verdict-quality}.
 */
public final class VerdictQuality {
    static final String USAGE =
            """
            usage: ./verdict-quality [--minutes N] [--months N] [--starts N] [--runs N] [--threads N] [--out FILE]
              --minutes N  minutes for whole months, 8 if not given; a month that was begun is ended
              --months N   months of episodes for each row of those, 300 if not given
              --starts N   fuses without history for each row of those, 100 if not given
              --runs N     faults for each row of delays, 100 if not given
              --threads N  as many as there are processors, if not given
              --out FILE   where the tables go, docs/verdict-quality.md if not given
            """;

    /** In the order in which time is given to them. */
    private static final double[] RATES = {10, 2, 0.05, 50, 0.5};

    private static final long SEED_OF_STARTS = 20_260_301;

    private int minutes = 8;
    private int months = 300;
    private int starts = 100;
    private int runs = 100;
    private int threads = Runtime.getRuntime().availableProcessors();
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
                case "--months" -> months = number(args[i], value);
                case "--starts" -> starts = number(args[i], value);
                case "--threads" -> threads = number(args[i], value);
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
        List<FirstDay> beginnings = beginnings();
        System.out.printf("%d rows of first days%n", beginnings.size());
        List<FalseAlarms.Seen> alarms = new ArrayList<>(episodes());
        System.out.printf("%d rows of episodes%n", alarms.size());
        alarms.addAll(wholeMonths());
        Duration took = Duration.between(begin, Instant.now());
        Measured measured = new Measured(alarms, beginnings, delays, runs);
        Files.writeString(out, new QualityReport(measured, took, threads).text());
        System.out.printf("wrote %s%n", out);
    }

    private List<FirstDay> beginnings() throws InterruptedException {
        List<FirstDay> rows =
                cells(trouble -> !trouble.comesInEpisodes(), 0.001).stream()
                        .map(cell -> new FirstDay(cell, starts))
                        .toList();
        inParallel(
                rows.stream()
                        .<Runnable>map(row -> () -> row.run(SEED_OF_STARTS + seedOf(row.cell())))
                        .toList());
        return rows;
    }

    private List<FalseAlarms.Seen> episodes() throws InterruptedException {
        List<Episodes> rows =
                cells(Trouble::comesInEpisodes, 0.001).stream().map(Episodes::new).toList();
        inParallel(
                rows.stream()
                        .<Runnable>map(row ->
                                () -> {
                                    for (int month = 0; month < monthsOf(row.cell()); month++) {
                                        row.run(seedOf(row.cell(), month));
                                    }
                                })
                        .toList());
        return rows.stream().map(Episodes::seen).toList();
    }

    /** Where a trip cannot be told from a right one a few show that there are some. */
    private int monthsOf(FalseAlarms.Cell cell) {
        return cell.trouble().canBeToldApart() ? months : Math.ceilDiv(months, 10);
    }

    private static List<FalseAlarms.Cell> cells(Predicate<Trouble> wanted, double badRatio) {
        List<FalseAlarms.Cell> cells = new ArrayList<>();
        for (double rate : RATES) {
            for (Trouble trouble : Trouble.values()) {
                if (wanted.test(trouble)) {
                    cells.add(new FalseAlarms.Cell(trouble, rate, badRatio));
                }
            }
        }
        return cells;
    }

    /** Rounds of a month for each row, until the time is over. */
    private List<FalseAlarms.Seen> wholeMonths() throws InterruptedException {
        List<FalseAlarms> cells =
                cells(trouble -> !trouble.comesInEpisodes(), 0.001).stream()
                        .map(FalseAlarms::new)
                        .toList();
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        for (int round = 0; System.nanoTime() < until; round++) {
            int month = round;
            inParallel(
                    cells.stream()
                            .<Runnable>map(cell ->
                                    () -> {
                                        if (System.nanoTime() < until) {
                                            cell.run(seedOf(cell.cell(), month));
                                        }
                                    })
                            .toList());
            System.out.printf(
                    "round %d: %d months%n",
                    round + 1, cells.stream().mapToInt(c -> c.seen().months()).sum());
        }
        return cells.stream().map(FalseAlarms::seen).filter(seen -> seen.months() > 0).toList();
    }

    /** The same in every run. */
    private static long seedOf(FalseAlarms.Cell cell) {
        return (cell.trouble().words().hashCode() * 31L + Double.hashCode(cell.perSecond())) * 31
                + Double.hashCode(cell.badRatio());
    }

    private static long seedOf(FalseAlarms.Cell cell, int month) {
        return month * 100_003L + seedOf(cell);
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
                for (double usual : new double[] {0.001, 0.01}) {
                    cells.add(new Delay.Cell("99%", rate, usual, fault, 5));
                }
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

    private void inParallel(List<Runnable> tasks) throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (var task : pool.invokeAll(tasks.stream().map(Executors::callable).toList())) {
                task.resultNow();
            }
        }
    }
}
