package dev.meshfuse.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A Prometheus that reads the fleet and keeps what an SLO of each service needs: ratios of bad and
 * of slow requests over 5m, 30m, 1h and 6h. One rule makes a ratio of all services at once, which
 * is cheaper than a rule for each as generators of rules write them; and there are never six hours
 * of data to read.
 */
final class PrometheusReader implements Reader {
    private static final Duration SHORTEST_EVALUATION = Duration.ofSeconds(5);

    private final Prometheus program;

    private PrometheusReader(Prometheus program) {
        this.program = program;
    }

    static PrometheusReader start(
            Path program, String name, Fleet fleet, Options.Part part, Place at) {
        Prometheus.write(at.folder().resolve(name + "-rules.yaml"), rules());
        return new PrometheusReader(
                Prometheus.start(program, at.folder(), name, config(name, fleet, part)));
    }

    private static String config(String name, Fleet fleet, Options.Part part) {
        return """
        global:
          scrape_interval: %1$ds
          scrape_timeout: %1$ds
          evaluation_interval: %2$ds
        rule_files: [%3$s-rules.yaml]
        scrape_configs:
          - job_name: fleet
            http_sd_configs:
              - url: %4$s
        """
                .formatted(
                        part.interval().toSeconds(),
                        evaluation(part).toSeconds(),
                        name,
                        fleet.list("/stats/prometheus"));
    }

    private static Duration evaluation(Options.Part part) {
        return part.interval().compareTo(SHORTEST_EVALUATION) < 0
                ? SHORTEST_EVALUATION
                : part.interval();
    }

    private static String rules() {
        StringBuilder text = new StringBuilder("groups:\n  - name: objectives\n    rules:\n");
        Map<String, String> ratios =
                Map.of(
                        "bad",
                        "istio_requests_total{reporter=\"source\",response_code=~\"5..\"}",
                        "slow",
                        "istio_request_duration_milliseconds_bucket{reporter=\"source\",le=\"100\"}");
        ratios.forEach((kind, share) -> {
            String whole =
                    kind.equals("bad")
                            ? "istio_requests_total{reporter=\"source\"}"
                            : "istio_request_duration_milliseconds_count{reporter=\"source\"}";
            for (String window : List.of("5m", "30m", "1h", "6h")) {
                String by =
                        "sum by (destination_service_namespace, destination_service_name)"
                                + " (rate(%s["
                                + window
                                + "]))";
                text.append("      - record: service:").append(kind).append(":ratio_rate");
                text.append(window).append("\n        expr: ");
                text.append(by.formatted(share)).append(" / ");
                text.append(by.formatted(whole)).append('\n');
            }
        });
        return text.toString();
    }

    @Override
    public String name() {
        return "Prometheus";
    }

    @Override
    public Child child() {
        return program.child();
    }

    @Override
    public boolean isReady() {
        return program.isReady();
    }

    /** Pods that it holds for unreachable now. */
    @Override
    public long failures() {
        return Web.json(program.address() + "/api/v1/query?query=count(up==0)")
                        .at("/data/result")
                        .isEmpty()
                ? 0
                : Web.json(program.address() + "/api/v1/query?query=count(up==0)")
                        .at("/data/result/0/value/1")
                        .asLong();
    }

    @Override
    public long heapBytes() {
        return (long)
                new Scraped(Web.page(program.address() + "/metrics").orElse(""))
                        .sum("go_memstats_heap_inuse_bytes");
    }

    /**
     * It extrapolates, so there is nothing to compare exactly; but it must have made its ratios.
     */
    @Override
    public List<String> wrongCounts(long[] expected) {
        long services =
                Web.json(program.address() + "/api/v1/query?query=count(service:slow:ratio_rate5m)")
                        .at("/data/result/0/value/1")
                        .asLong();
        return services == expected.length
                ? List.of()
                : List.of("ratios of %d services of %d".formatted(services, expected.length));
    }

    @Override
    public Optional<String> remark() {
        double seconds =
                new Scraped(Web.page(program.address() + "/metrics").orElse(""))
                        .sum("prometheus_rule_group_last_duration_seconds");
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "    Prometheus: one evaluation of the rules took %.0f ms",
                        seconds * 1000));
    }

    @Override
    public void close() {
        program.close();
    }
}
