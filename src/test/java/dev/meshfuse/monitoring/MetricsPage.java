package dev.meshfuse.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The page that tells of every metric, docs/metrics.md. */
public final class MetricsPage {
    private static final Path FILE = Path.of("docs", "metrics.md");

    /** metric, type, unit, labels, series, meaning */
    private static final int CELLS = 6;

    private static final Pattern QUOTED = Pattern.compile("`([a-z_]+)`");

    private MetricsPage() {}

    /**
     * One metric as the page has it.
     *
     * @param type as Prometheus calls it
     * @param labels those that tell its series apart
     * @param number how many series there are, such as {@code 3 × objectives}
     */
    public record Metric(String name, String type, Set<String> labels, String number) {
        /** The names under which its series stand. */
        public Set<String> series() {
            return switch (type) {
                case "histogram" ->
                        Set.of(name + "_bucket", name + "_count", name + "_sum", name + "_max");
                case "summary" -> Set.of(name + "_count", name + "_sum", name + "_max");
                default -> Set.of(name);
            };
        }

        /** Whether there are so many series of it as the page says. */
        public boolean allows(long found, Map<String, Long> numbers) {
            boolean most = number.startsWith("≤ ");
            long product = 1;
            for (String factor : number.replace("≤ ", "").split(" × ", -1)) {
                product *=
                        factor.matches("[0-9]+")
                                ? Long.parseLong(factor)
                                : numbers.getOrDefault(factor, -1L);
            }
            return most ? found > 0 && found <= product : found == product;
        }
    }

    /** All metrics of the page. */
    public static List<Metric> read() {
        List<Metric> metrics = new ArrayList<>();
        Set<String> common = new HashSet<>();
        boolean inIntroduction = false;
        for (String line : lines()) {
            if (line.startsWith("## ")) {
                common.clear();
                inIntroduction = true;
            }
            if (line.startsWith("|")) {
                inIntroduction = false;
            }
            int labels = line.indexOf("Labels `");
            if (inIntroduction && labels >= 0) {
                int end = line.indexOf(", and those", labels);
                Matcher quoted = QUOTED.matcher(line.substring(labels, end));
                while (quoted.find()) {
                    common.add(quoted.group(1));
                }
            }
            if (line.startsWith("| `")) {
                metrics.add(metric(line, common));
            }
        }
        return metrics;
    }

    private static Metric metric(String line, Set<String> common) {
        List<String> cells =
                Stream.of(line.substring(1).split("\\|", -1)).map(String::strip).toList();
        if (cells.size() != CELLS + 1) { // nothing behind the last bar
            throw new IllegalStateException("no row of a metric: " + line);
        }
        Set<String> labels = new TreeSet<>(common);
        Stream.of(cells.get(3).split(", *", -1))
                .filter(label -> !label.isBlank())
                .forEach(labels::add);
        return new Metric(cells.get(0).replace("`", ""), cells.get(1), labels, cells.get(4));
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
