package dev.meshfuse.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was asked of the benchmark.
 *
 * @param full measure with proxies that ignore what is asked and send all they have
 * @param filtered measure with proxies that send what is asked for
 * @param settings settings of Meshfuse beside those the benchmark needs, {@code key=value}
 * @param java options of its Java machine
 * @param prometheus whether a Prometheus reads the same fleet; AUTO if there is one
 */
record Options(
        List<Part> fleet,
        Duration duration,
        Duration warmUp,
        boolean full,
        boolean filtered,
        Prometheus prometheus,
        List<String> settings,
        List<String> java,
        boolean markdown,
        boolean threads) {
    /** Enough for a thousand pods, and what is recommended for them. */
    private static final String HEAP = "-Xmx512m";

    static final String USAGE =
            """
            ./fleet-benchmark [options]
              --fleet 200@5s,1000@15s,50@1s   rows: pods and how often each is read
              --duration 60s    how long a row is measured; 30m for a look at memory over time
              --warm-up 60s     before that, from when every pod was read once
              --full            only with proxies that send all they have
              --filtered        only with proxies that leave out what is not asked for
              --prometheus      a Prometheus must read the same fleet after it; default: if there is one
              --no-prometheus   none does
              --set key=value   a setting of Meshfuse; may be given more than once
              --java -Xmx512m   an option of its Java machine; may be given more than once
              --threads         prints which threads used the processor
              --markdown        prints the rows for docs/benchmarks.md too
              --help            prints this\
            """;

    /** Whether a Prometheus reads the fleet too. */
    enum Prometheus {
        AUTO,
        YES,
        NO
    }

    /** One size of fleet. */
    record Part(int pods, Duration interval) {
        static final int MOST_PODS = 9_999;

        static Part parse(String text) {
            String[] sides = text.split("@", -1);
            if (sides.length != 2 || !sides[0].matches("[1-9]\\d{0,3}")) {
                throw new IllegalArgumentException(
                        "--fleet: '%s' is not such as 200@5s, with at most %d pods"
                                .formatted(text, MOST_PODS));
            }
            return new Part(Integer.parseInt(sides[0]), length("--fleet", sides[1]));
        }

        @Override
        public String toString() {
            return pods + " @ " + format(interval);
        }
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException with the first thing that is wrong
     */
    static Options parse(List<String> arguments) {
        List<Part> fleet = parts("200@5s,1000@15s,50@1s");
        Duration duration = Duration.ofMinutes(1);
        Duration warmUp = Duration.ofMinutes(1);
        boolean full = false;
        boolean filtered = false;
        Prometheus prometheus = Prometheus.AUTO;
        List<String> settings = new ArrayList<>();
        List<String> java = new ArrayList<>(List.of(HEAP));
        boolean markdown = false;
        boolean threads = false;
        List<String> rest = new ArrayList<>(arguments);
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--fleet" -> fleet = parts(value(option, rest));
                case "--duration" -> duration = length(option, value(option, rest));
                case "--warm-up" -> warmUp = length(option, value(option, rest));
                case "--full" -> full = true;
                case "--filtered" -> filtered = true;
                case "--prometheus" -> prometheus = Prometheus.YES;
                case "--no-prometheus" -> prometheus = Prometheus.NO;
                case "--set" -> settings.add(setting(value(option, rest)));
                case "--java" -> java.add(value(option, rest));
                case "--markdown" -> markdown = true;
                case "--threads" -> threads = true;
                default -> throw new IllegalArgumentException("no option " + option + "\n" + USAGE);
            }
        }
        boolean both = full == filtered;
        return new Options(
                fleet,
                duration,
                warmUp,
                full || both,
                filtered || both,
                prometheus,
                List.copyOf(settings),
                List.copyOf(java),
                markdown,
                threads);
    }

    private static List<Part> parts(String text) {
        return List.of(text.split(",", -1)).stream().map(Part::parse).toList();
    }

    private static String value(String option, List<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
        }
        return rest.removeFirst();
    }

    private static String setting(String text) {
        if (!text.matches("[^=]+=.*")) {
            throw new IllegalArgumentException("--set: '" + text + "' is not key=value");
        }
        return text;
    }

    private static Duration length(String option, String text) {
        if (!text.matches("[1-9]\\d{0,4}[sm]")) {
            throw new IllegalArgumentException(
                    "%s: '%s' is not a length such as 60s or 30m".formatted(option, text));
        }
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    /** Whole minutes as minutes, else seconds. */
    static String format(Duration length) {
        return length.toSecondsPart() == 0 ? length.toMinutes() + "m" : length.toSeconds() + "s";
    }
}
