package dev.meshfuse.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlertRulesTest {
    private static final Path RUNBOOKS = Path.of("docs", "runbooks");
    private static final Pattern NAME = Pattern.compile("alertname=\"([A-Za-z]+)\"");
    private static final Pattern LABEL = Pattern.compile("\\$labels\\.([a-z_]+)");
    private static final Pattern GROUPED =
            Pattern.compile("^.*?\\bby \\(([^)]*)\\)", Pattern.DOTALL);

    static List<AlertRules.Alert> alerts() {
        return AlertRules.all();
    }

    @Test
    void the_rules_are_rules_to_a_prometheus(@TempDir Path folder) {
        assertThat(
                        Promtool.run(
                                folder.resolve("log"),
                                "check",
                                "rules",
                                AlertRules.FILE.toString()))
                .contains(alerts().size() + " rules found");
    }

    @Test
    void each_rule_fires_and_is_quiet_when_it_should(@TempDir Path folder) {
        assertThat(
                        Promtool.run(
                                folder.resolve("log"),
                                "test",
                                "rules",
                                AlertRules.TESTS.toString()))
                .contains("SUCCESS");
    }

    /** Else a rule that always fires would pass, or one that never does. */
    @ParameterizedTest
    @MethodSource("alerts")
    void a_rule_is_tested_at_moments_when_it_fires_and_when_it_does_not(AlertRules.Alert alert) {
        boolean fires = false;
        boolean isQuietThere = false;
        for (JsonNode test : AlertRules.read(AlertRules.TESTS).path("tests")) {
            int moments = 0;
            int firing = 0;
            for (JsonNode moment : test.path("promql_expr_test")) {
                moments++;
                firing += names(moment).contains(alert.name()) ? 1 : 0;
            }
            fires |= firing > 0;
            isQuietThere |= firing > 0 && firing < moments;
        }

        assertThat(fires).isTrue();
        assertThat(isQuietThere).isTrue();
    }

    private static Set<String> names(JsonNode moment) {
        Set<String> names = new HashSet<>();
        for (JsonNode sample : moment.path("exp_samples")) {
            Matcher name = NAME.matcher(sample.path("labels").asText());
            if (name.find()) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    @Test
    void names_are_given_once() {
        assertThat(alerts()).extracting(AlertRules.Alert::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void a_rule_says_how_urgent_it_is_and_what_has_happened(AlertRules.Alert alert) {
        assertThat(alert.name()).startsWith("Meshfuse");
        assertThat(alert.rule().at("/labels/severity").asText()).isIn("page", "ticket");
        assertThat(alert.annotation("summary")).endsWith(".");
        assertThat(alert.annotation("description")).endsWith(".");
    }

    /** A label that is not in the result would leave a hole in the sentence. */
    @ParameterizedTest
    @MethodSource("alerts")
    void a_rule_names_only_labels_that_its_expression_keeps(AlertRules.Alert alert) {
        Set<String> named = new TreeSet<>();
        Matcher labels = LABEL.matcher(alert.rule().path("annotations").toString());
        while (labels.find()) {
            named.add(labels.group(1));
        }
        Matcher grouped = GROUPED.matcher(alert.expression());
        Set<String> kept =
                grouped.find()
                        ? Set.of(grouped.group(1).split(", *", -1))
                        : Set.of("instance", "job", "check");

        assertThat(kept).containsAll(named);
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void a_rule_reads_metrics_that_are_told_of(AlertRules.Alert alert) {
        Set<String> known =
                MetricsPage.read().stream()
                        .flatMap(metric -> metric.series().stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        known.add("up");

        assertThat(known).containsAll(Promql.metrics(alert.expression()));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void a_rule_has_a_runbook(AlertRules.Alert alert) throws IOException {
        String file = alert.name() + ".md";

        assertThat(alert.annotation("runbook_url")).endsWith("/runbooks/" + file);
        assertThat(Files.readString(RUNBOOKS.resolve(file)))
                .startsWith("# " + alert.name() + "\n")
                .containsSubsequence(
                        "\n## What it means\n",
                        "\n## What it does to users\n",
                        "\n## How to look\n",
                        "\n## What to do\n");
    }

    @Test
    void the_object_for_the_operator_has_the_same_groups() {
        JsonNode object = AlertRules.read(AlertRules.OBJECT);

        assertThat(object.path("kind").asText()).isEqualTo("PrometheusRule");
        assertThat(object.path("spec")).isEqualTo(AlertRules.read(AlertRules.FILE));
    }
}
