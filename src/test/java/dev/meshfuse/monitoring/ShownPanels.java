package dev.meshfuse.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a dashboard shows over a Prometheus, without a Grafana. */
public final class ShownPanels {
    private static final Pattern LABEL_VALUES =
            Pattern.compile("label_values\\((.+), ([a-z_]+)\\)");

    /** What Grafana would say for a short time on a screen; there must be two scrapes in it. */
    private static final String RATE_INTERVAL = "1m";

    /** A label that is empty is none to a Prometheus. */
    private static final Set<String> MAY_BE_EMPTY = Set.of("threshold");

    private final PrometheusApi prometheus;
    private final Map<String, String> chosen = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final StringBuilder printed = new StringBuilder();

    /**
     * @param chosen what somebody has chosen, by variable; of others the first that there is
     */
    public ShownPanels(PrometheusApi prometheus, Map<String, String> chosen) {
        this.prometheus = prometheus;
        this.chosen.putAll(chosen);
    }

    /**
     * Runs all expressions of a dashboard.
     *
     * @param empty panels that may be empty
     * @return what is wrong with it
     */
    public List<String> faults(Dashboard dashboard, Set<String> empty) {
        printed.append(dashboard.uid()).append('\n');
        Set<String> known = prometheus.metrics();
        dashboard.asked().forEach(variable -> choose(variable, known));
        dashboard.annotations().forEach(query -> run(query, known, empty));
        dashboard.queries().forEach(query -> run(query, known, empty));
        return faults;
    }

    /** All values, for people. */
    public String printed() {
        return printed.toString();
    }

    private void choose(Dashboard.Variable variable, Set<String> known) {
        Matcher asked = LABEL_VALUES.matcher(filled(variable.query()));
        if (!asked.matches()) {
            faults.add("$" + variable.name() + " asks for " + variable.query());
            return;
        }
        unknown("$" + variable.name(), asked.group(1), known);
        Set<String> values = prometheus.labelValues(asked.group(1), asked.group(2));
        printed.append("  $").append(variable.name()).append(": ").append(values).append('\n');
        if (values.isEmpty()) {
            faults.add("$" + variable.name() + " has nothing to choose from");
            return;
        }
        String choice = chosen.computeIfAbsent(variable.name(), name -> values.iterator().next());
        if (!choice.equals(".*") && !values.contains(choice)) {
            faults.add("$" + variable.name() + " does not offer " + choice);
        }
    }

    private void run(Dashboard.Query query, Set<String> known, Set<String> empty) {
        unknown(query.name(), query.expression(), known);
        Map<JsonNode, Double> values = prometheus.ask(filled(query.expression()));
        printed.append("  ").append(query.name()).append('\n');
        values.forEach((labels, value) ->
                printed.append("      ")
                        .append(value)
                        .append("  ")
                        .append(legend(query, labels))
                        .append('\n'));
        boolean nothing = values.values().stream().allMatch(value -> value.isNaN());
        if (nothing && !empty.contains(query.panel())) {
            faults.add(query.name() + " is empty: " + filled(query.expression()));
        }
        for (JsonNode labels : values.keySet()) {
            for (String name : new TreeSet<>(labelsOf(query.legend()))) {
                if (!labels.has(name) && !MAY_BE_EMPTY.contains(name)) {
                    faults.add(query.name() + " has no label " + name);
                }
            }
        }
    }

    private void unknown(String where, String expression, Set<String> known) {
        Promql.metrics(expression).stream()
                .filter(metric -> !known.contains(metric))
                .forEach(metric -> faults.add(where + ": no such metric " + metric));
    }

    private static List<String> labelsOf(String legend) {
        return Pattern.compile("\\{\\{([a-z_]+)}}")
                .matcher(legend)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String legend(Dashboard.Query query, JsonNode labels) {
        String text = query.legend();
        for (String name : labelsOf(text)) {
            text = text.replace("{{" + name + "}}", labels.path(name).asText());
        }
        return text.isEmpty() ? labels.toString() : text;
    }

    private String filled(String expression) {
        String text = expression.replace("$__rate_interval", RATE_INTERVAL);
        for (Map.Entry<String, String> one : chosen.entrySet()) {
            text = text.replace("\"$" + one.getKey() + "\"", "\"" + one.getValue() + "\"");
        }
        return text;
    }
}
