package dev.meshfuse.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards as files. What their expressions show is looked at in WatchedProgramTest. */
class DashboardsTest {
    /** Columns of a dashboard of Grafana. */
    private static final int WIDTH = 24;

    /** Kinds of panels that Grafana 10 and 11 bring. */
    private static final Set<String> PANELS =
            Set.of("row", "stat", "gauge", "timeseries", "table", "state-timeline");

    /** Units as Grafana spells them; others would be printed behind the number as they are. */
    private static final Set<String> UNITS =
            Set.of(
                    "none",
                    "short",
                    "percentunit",
                    "s",
                    "reqps",
                    "cps",
                    "bytes",
                    "Bps",
                    "dateTimeAsIso");

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    @Test
    void there_are_the_mesh_an_objective_a_fuse_and_meshfuse_itself() {
        assertThat(dashboards())
                .extracting(Dashboard::uid)
                .containsExactly(
                        "meshfuse-fuse", "meshfuse-overview", "meshfuse-self", "meshfuse-slo");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_dashboard_is_called_as_its_file_and_imports_without_an_id_of_another_grafana(
            Dashboard dashboard) {
        JsonNode root = dashboard.root();

        assertThat(dashboard + "").isEqualTo(dashboard.uid() + ".json");
        assertThat(root.has("id")).isFalse();
        assertThat(root.path("schemaVersion").asInt()).isEqualTo(39);
        assertThat(root.path("title").asText()).startsWith("Meshfuse / ");
        assertThat(root.path("description").asText()).isNotBlank();
        assertThat(root.path("tags")).extracting(JsonNode::asText).contains("meshfuse");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_have_numbers_of_their_own_and_lie_side_by_side(Dashboard dashboard) {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> taken = new HashSet<>();
        for (JsonNode panel : dashboard.panels()) {
            assertThat(ids.add(panel.path("id").asInt())).as("%s", panel.path("id")).isTrue();
            JsonNode place = panel.path("gridPos");
            int left = place.path("x").asInt(-1);
            int right = left + place.path("w").asInt();
            assertThat(left).isNotNegative();
            assertThat(right).isLessThanOrEqualTo(WIDTH);
            assertThat(place.path("h").asInt()).isPositive();
            for (int x = left; x < right; x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    assertThat(taken.add(List.of(x, place.path("y").asInt(-1) + y)))
                            .as("%s lies on another", panel.path("title"))
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void each_panel_says_what_it_shows_and_what_it_means_that_there_is_nothing(
            Dashboard dashboard) {
        for (JsonNode panel : dashboard.showing()) {
            JsonNode shown = panel.at("/fieldConfig/defaults");

            assertThat(panel.path("type").asText()).isIn(PANELS);
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText())
                    .as("%s", panel.path("title"))
                    .endsWith(".");
            assertThat(shown.path("noValue").asText()).isNotBlank();
            assertThat(shown.at("/thresholds/steps")).isNotEmpty();
            assertThat(shown.at("/thresholds/steps/0/value").isNull()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void each_number_has_a_unit_that_grafana_knows(Dashboard dashboard) {
        for (JsonNode panel : dashboard.showing()) {
            JsonNode defaults = panel.at("/fieldConfig/defaults/unit");
            List<JsonNode> units = new ArrayList<>();
            for (JsonNode override : panel.at("/fieldConfig/overrides")) {
                override.path("properties")
                        .forEach(property -> {
                            if (property.path("id").asText().equals("unit")) {
                                units.add(property.path("value"));
                            }
                        });
            }
            if (!panel.path("type").asText().equals("table")) {
                units.add(defaults);
            }
            assertThat(units).extracting(JsonNode::asText).isSubsetOf(UNITS);
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void each_expression_has_a_name_and_asks_the_chosen_prometheus(Dashboard dashboard) {
        for (JsonNode panel : dashboard.showing()) {
            Set<String> names = new HashSet<>();
            assertThat(panel.path("targets")).as("%s", panel.path("title")).isNotEmpty();
            for (JsonNode target : panel.path("targets")) {
                assertThat(names.add(target.path("refId").asText())).isTrue();
                assertThat(target.path("refId").asText()).matches("[A-Z]");
                assertThat(target.path("expr").asText()).isNotBlank();
                assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                assertThat(target.path("instant").asBoolean())
                        .isNotEqualTo(target.path("range").asBoolean());
            }
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void each_variable_that_is_used_is_defined_and_each_that_is_defined_is_used(
            Dashboard dashboard) {
        Set<String> defined =
                dashboard.variables().stream()
                        .map(one -> one.path("name").asText())
                        .collect(Collectors.toSet());
        Set<String> used = new HashSet<>(Promql.variables(dashboard.root().toString()));

        assertThat(used).isEqualTo(defined);
        assertThat(dashboard.variables().getFirst().path("type").asText()).isEqualTo("datasource");
        assertThat(dashboard.variables())
                .allSatisfy(one -> assertThat(one.path("description").asText()).isNotBlank());
    }

    /** A part of the name could not be told from nothing; and a choice of many needs a match. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void a_variable_of_which_many_can_be_chosen_is_matched_and_not_compared(Dashboard dashboard) {
        for (JsonNode variable : dashboard.variables()) {
            if (variable.path("type").asText().equals("query")) {
                String name = variable.path("name").asText();
                String many = "=~\"$" + name + "\"";
                String one = "=\"$" + name + "\"";
                boolean multi = variable.path("multi").asBoolean();
                for (Dashboard.Query query : dashboard.queries()) {
                    assertThat(query.expression())
                            .as(query.name())
                            .doesNotContain(multi ? one : many);
                }
                assertThat(variable.path("allValue").asText()).isEqualTo(multi ? ".*" : "");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void links_lead_to_dashboards_that_there_are(Dashboard dashboard) {
        List<String> uids = dashboards().stream().map(Dashboard::uid).toList();
        List<String> links =
                dashboard.root().findValuesAsText("url").stream()
                        .filter(url -> url.startsWith("/d/"))
                        .map(url -> url.substring(3, url.indexOf('?')))
                        .toList();

        assertThat(links).isSubsetOf(uids);
        assertThat(dashboard.root().at("/links/0/tags/0").asText()).isEqualTo("meshfuse");
    }

    @Test
    void the_overview_leads_to_each_objective_and_each_fuse() {
        String overview =
                dashboards().stream()
                        .filter(one -> one.uid().equals("meshfuse-overview"))
                        .findFirst()
                        .orElseThrow()
                        .root()
                        .toString();

        assertThat(overview).contains("/d/meshfuse-slo?", "/d/meshfuse-fuse?");
    }

    /** Counters begin anew elsewhere: first the rate of each, then the sum. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void a_counter_is_asked_for_its_rate_before_it_is_summed(Dashboard dashboard) {
        for (Dashboard.Query query : dashboard.queries()) {
            assertThat(query.expression().replaceAll("(rate|increase)\\([a-z_]+\\{", ""))
                    .as(query.name())
                    .doesNotContainPattern("meshfuse_[a-z_]+_(total|bucket|count|sum)\\{");
        }
    }

    @Test
    void grafana_finds_the_dashboards_and_a_prometheus_by_the_provisioning_files()
            throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        Path folder = Path.of("grafana", "provisioning");
        JsonNode sources =
                yaml.readTree(folder.resolve("datasources/meshfuse.yaml").toFile())
                        .path("datasources");
        JsonNode providers =
                yaml.readTree(folder.resolve("dashboards/meshfuse.yaml").toFile())
                        .path("providers");

        assertThat(sources).hasSize(1);
        assertThat(sources.at("/0/type").asText()).isEqualTo("prometheus");
        assertThat(sources.at("/0/uid").asText()).isNotBlank();
        assertThat(providers).hasSize(1);
        assertThat(providers.at("/0/options/path").asText())
                .isEqualTo("/var/lib/grafana/dashboards/meshfuse");
        assertThat(Files.readString(Path.of("grafana", "README.md")))
                .contains("/var/lib/grafana/dashboards/meshfuse");
    }
}
