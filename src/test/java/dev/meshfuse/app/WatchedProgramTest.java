package dev.meshfuse.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.fleet.Prometheus;
import dev.meshfuse.monitoring.AlertRules;
import dev.meshfuse.monitoring.Dashboard;
import dev.meshfuse.monitoring.MetricsPage;
import dev.meshfuse.monitoring.PrometheusApi;
import dev.meshfuse.monitoring.Promql;
import dev.meshfuse.monitoring.ShownPanels;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The running program as it is watched: by its page of metrics, and by a real Prometheus with our
 * rules and dashboards, while a canary fails, is taken out, and customers come again. Where no
 * Prometheus is installed only the first part is tested, and it is said; in CI that fails.
 */
@QuarkusTest
@QuarkusTestResource(
        value = ShopResource.class,
        restrictToAnnotatedClass = true,
        initArgs =
                @ResourceArg(name = ShopResource.ALERTMANAGER, value = "http://127.0.0.1:9/nobody"))
class WatchedProgramTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path LOG = Path.of("target", "dashboards.log");

    /** Panels that rightly show nothing here, and the words they show then. */
    private static final Set<String> EMPTY =
            Set.of("Open breaches"); // the canary was taken out: "No breach is open"

    /** Says how fast a trip was, which is the machine's affair here. */
    private static final String OF_THE_MACHINE = "MeshfuseReactionSlow";

    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"[^\"]*\"");

    @TempDir static Path folder;
    private static @Nullable Prometheus prometheus;
    private static boolean begun;
    private static boolean played;

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @BeforeEach
    void play() throws IOException {
        if (!played) {
            assertThat(begun).as("the story broke off in an earlier test").isFalse();
            begun = true;
            Files.deleteIfExists(LOG);
            Prometheus.program().ifPresent(this::watch);
            FailingCanary.play(shop);
            shop.openDoors();
            System.gc(); // so that there was one
            await("its fuse is known to have acted, and what it acts on was looked at")
                    .atMost(PATIENCE)
                    .until(() ->
                            scrape().contains("meshfuse_fuse_target_ready{")
                                    && scrape().contains("phase=\"Verified\""));
            played = true;
        }
    }

    @AfterAll
    static void end() {
        if (prometheus != null) {
            prometheus.close();
        }
    }

    private void watch(Path program) {
        Prometheus started = Prometheus.start(program, folder, "prometheus", config());
        prometheus = started;
        await("a first scrape")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        started.isReady()
                                && !new PrometheusApi(started.address())
                                        .ask("meshfuse_reaction_seconds_count")
                                        .isEmpty());
    }

    private String config() {
        return """
        global:
          scrape_interval: 1s
          scrape_timeout: 1s
          evaluation_interval: 1s
        rule_files: [%s]
        scrape_configs:
          - job_name: meshfuse
            honor_labels: true
            metrics_path: %s
            static_configs:
              - targets: ["%s:%d"]
        """
                .formatted(
                        AlertRules.FILE.toAbsolutePath(),
                        metrics.getPath(),
                        metrics.getHost(),
                        metrics.getPort());
    }

    private String scrape() {
        return given().header("Accept", "text/plain").get(metrics).asString();
    }

    private static PrometheusApi prometheus() {
        if (prometheus == null) {
            String reason = "prometheus is not installed (Debian: apt-get install prometheus)";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(reason);
            }
            System.out.println("WatchedProgramTest is skipped in part: " + reason);
            return abort(reason);
        }
        return new PrometheusApi(prometheus.address());
    }

    @Test
    void the_page_tells_of_every_metric_and_every_metric_is_there() {
        Map<String, String> types = new HashMap<>();
        for (MetricsPage.Metric metric : MetricsPage.read()) {
            types.put(metric.name(), metric.type());
            if (metric.series().contains(metric.name() + "_max")) {
                types.put(metric.name() + "_max", "gauge");
            }
        }

        assertThat(
                        scrape().lines()
                                .filter(line -> line.startsWith("# TYPE meshfuse_"))
                                .map(line -> line.split(" ", -1))
                                .collect(Collectors.toMap(words -> words[2], words -> words[3])))
                .containsExactlyInAnyOrderEntriesOf(types);
    }

    @Test
    void the_code_names_the_metrics_of_the_page() throws IllegalAccessException {
        Set<String> named = new TreeSet<>();
        for (Field field : MetricNames.class.getDeclaredFields()) {
            String value = String.valueOf(field.get(null));
            if (value.startsWith(MetricNames.OURS) && !value.equals(MetricNames.OURS)) {
                named.add(bare(value.replace('.', '_')));
            }
        }

        Set<String> told = new TreeSet<>();
        MetricsPage.read().forEach(metric -> told.add(bare(metric.name())));
        assertThat(told).isEqualTo(named);
    }

    /** Without what Micrometer adds to a name. */
    private static String bare(String name) {
        return name.replaceAll("_(total|seconds)$", "");
    }

    @Test
    void series_have_the_labels_of_the_page_and_are_as_many() {
        Map<String, Long> numbers = numbers();
        List<String> samples =
                scrape().lines().filter(line -> line.startsWith("meshfuse_")).toList();
        for (MetricsPage.Metric metric : MetricsPage.read()) {
            List<String> its =
                    samples.stream()
                            .filter(line -> metric.series().contains(line.replaceAll("[{ ].*", "")))
                            .toList();

            assertThat(metric.allows(its.size(), numbers))
                    .as("%s has %d series", metric, its.size())
                    .isTrue();
            assertThat(its).allSatisfy(line -> assertThat(labels(line)).isEqualTo(metric.labels()));
        }
    }

    private Map<String, Long> numbers() {
        List<List<Object>> windows = RestAssured.get("/api/v1/slos").jsonPath().getList("windows");
        List<Object> fuses = RestAssured.get("/api/v1/fuses").jsonPath().getList("evidence");
        return Map.of(
                "objectives",
                (long) windows.size(),
                "windows",
                windows.stream().mapToLong(List::size).sum(),
                "fuses",
                (long) fuses.size(),
                "guarded",
                1L, // one fuse with one objective
                "alertmanagers",
                1L,
                "checks",
                (long)
                        given().get(metrics.resolve("health/ready"))
                                .jsonPath()
                                .getList("checks")
                                .size());
    }

    private static Set<String> labels(String line) {
        Set<String> labels = new TreeSet<>();
        Matcher found = LABEL.matcher(line);
        while (found.find()) {
            labels.add(found.group(1));
        }
        labels.remove("le");
        return labels;
    }

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void each_panel_shows_something_that_prometheus_knows(Dashboard dashboard) throws IOException {
        PrometheusApi asked = prometheus();
        Map<String, String> chosen = new HashMap<>();
        chosen.put("slo", "cart-availability");
        chosen.put("instance", ".*");
        List<String> faults = new ArrayList<>();

        await("enough of the new traffic was scraped")
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    ShownPanels shown = new ShownPanels(asked, chosen);
                    faults.clear();
                    faults.addAll(shown.faults(dashboard, EMPTY));
                    Files.writeString(
                            LOG.resolveSibling(dashboard.uid() + ".values"), shown.printed());
                    assertThat(faults).isEmpty();
                });
        Files.writeString(
                LOG,
                Files.readString(LOG.resolveSibling(dashboard.uid() + ".values")),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void the_dashboard_of_an_objective_shows_one_on_latency_too() {
        PrometheusApi asked = prometheus();
        Dashboard dashboard =
                Dashboard.all().stream()
                        .filter(one -> one.uid().equals("meshfuse-slo"))
                        .findFirst()
                        .orElseThrow();

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(
                                        new ShownPanels(asked, Map.of("slo", "catalog-latency"))
                                                .faults(dashboard, EMPTY))
                                .isEmpty());
    }

    @Test
    void the_key_indicators_of_a_service_are_what_really_happened() {
        PrometheusApi asked = prometheus();
        Map<JsonNode, Double> p99 =
                asked.ask(
                        "meshfuse_slo_latency_seconds{slo=\"catalog-latency\",quantile=\"0.99\"}");
        Map<JsonNode, Double> errors =
                asked.ask("meshfuse_slo_error_ratio{slo=\"cart-availability\"}");

        assertThat(p99.values()).hasSize(1).allSatisfy(it -> assertThat(it).isBetween(0.25, 0.6));
        assertThat(errors.values())
                .hasSize(1)
                .allSatisfy(it -> assertThat(it).isBetween(0.001, 0.2));
    }

    @Test
    void the_rules_read_what_there_is_and_none_fires() {
        PrometheusApi asked = prometheus();
        Set<String> known = asked.metrics();
        known.add("up");

        assertThat(asked.rules()).hasSize(AlertRules.all().size());
        for (JsonNode rule : asked.rules()) {
            assertThat(rule.path("health").asText()).as("%s", rule).isEqualTo("ok");
            if (!rule.path("name").asText().equals(OF_THE_MACHINE)) {
                assertThat(rule.path("state").asText()).as("%s", rule).isNotEqualTo("firing");
            }
        }
        for (AlertRules.Alert alert : AlertRules.all()) {
            assertThat(known).containsAll(Promql.metrics(alert.expression()));
        }
    }
}
