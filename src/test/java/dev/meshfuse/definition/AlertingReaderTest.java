package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.meshfuse.testing.Property;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertingReaderTest {
    private static final Duration EVERY_5_SECONDS = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    30d    | page-1h 14.4, page-6h 6, ticket-1d 3, ticket-3d 1
                    28d    | page-1h 13.44, page-6h 5.6, ticket-1d 2.8, ticket-3d 1
                    7d     | page-1h 3.36, page-6h 1.4, ticket-1d 1, ticket-3d 1
                    90d    | page-1h 43.2, page-6h 18, ticket-1d 9, ticket-3d 3
                    3d     | page-1h 1.44, page-6h 1, ticket-1d 1, ticket-3d 1
                    2d     | page-1h 1, page-6h 1, ticket-1d 1
                    1h     | page-1h 1
                    29d10s | page-1h 13.920056, page-6h 5.800023, ticket-1d 2.900012, ticket-3d 1
                    """)
    void the_policy_spends_the_same_share_of_the_budget_whatever_the_window(
            String window, String tiers) {
        Slo slo = slo("99.9%", "{policy: google-sre}", window);

        assertThat(words(slo.alerting())).isEqualTo(tiers);
    }

    @Test
    void the_policy_for_thirty_days_is_the_workbooks() {
        assertThat(slo("99.9%", "{}", "30d").alerting()).isEqualTo(Alerting.GOOGLE_SRE);
        assertThat(Alerting.GOOGLE_SRE.tiers().getFirst())
                .isEqualTo(
                        new Tier(
                                "page-1h",
                                Severity.Page,
                                Duration.ofHours(1),
                                Duration.ofMinutes(5),
                                new BigDecimal("14.4")));
    }

    @Test
    void tiers_of_ones_own_are_taken_as_they_are_written() {
        Slo slo =
                slo(
                        "99.9%",
                        """
                        {tiers: [{name: fast, severity: Page, long: 10m, short: 10s, burn: "259.2"},
                                 {name: slow, severity: Ticket, long: 30d, short: 1h30m, burn: "0.5"}],
                         alpha: "0.5"}
                        """,
                        "30d");

        assertThat(slo.alerting())
                .isEqualTo(
                        new Alerting(
                                List.of(
                                        new Tier(
                                                "fast",
                                                Severity.Page,
                                                Duration.ofMinutes(10),
                                                Duration.ofSeconds(10),
                                                new BigDecimal("259.2")),
                                        new Tier(
                                                "slow",
                                                Severity.Ticket,
                                                Duration.ofDays(30),
                                                Duration.ofMinutes(90),
                                                new BigDecimal("0.5"))),
                                new BigDecimal("0.5")));
    }

    @Test
    void no_tiers_mean_that_nobody_is_told() {
        assertThat(slo("50%", "{tiers: []}", "10s").alerting())
                .isEqualTo(new Alerting(List.of(), Alerting.DEFAULT_ALPHA));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    99.9% | 30d | 5s  | {alpha: 0.01}               | spec.alerting.alpha: must be text: write it in quotes, "0.01"
                    99.9% | 30d | 5s  | {alpha: "0"}                | spec.alerting.alpha: is 0; it must be above 0 and at most 0.5
                    99.9% | 30d | 5s  | {alpha: "0.51"}             | spec.alerting.alpha: is 0.51; it must be above 0 and at most 0.5
                    99.9% | 30d | 5s  | {alpha: "1e-9"}             | spec.alerting.alpha: '1e-9' is not a decimal number such as 1.5
                    99.9% | 30d | 5s  | {policy: google-sre, tiers: []} | spec.alerting.tiers: stands beside policy: an objective has the tiers of one of the two
                    99.9% | 30m | 5s  | {}                          | spec.alerting: google-sre has no tier for a window of 30m: its shortest is of 1h; write tiers of your own, or 'tiers: []' for none
                    99.9% | 30d | 10m | {}                          | spec.alerting: tier page-1h of google-sre: is 5m, but proxies are read every 10m only (meshfuse.telemetry.interval); the smallest that works is 10m
                    90%   | 30d | 5s  | {}                          | spec.objective: is 90%: tier page-1h of google-sre, 14.4x over a window of 30d, could never fire, as a total outage burns at 10x; it needs an objective above 93.056%, or tiers of your own that are below 10x
                    97%   | 90d | 5s  | {}                          | spec.objective: is 97%: tier page-1h of google-sre, 43.2x over a window of 90d, could never fire, as a total outage burns at 33.33x; it needs an objective above 97.686%, or tiers of your own that are below 33.33x
                    99.9% | 30d | 5s  | {tier: []}                  | spec.alerting.tier: is unknown; known here: policy, tiers, alpha
                    99.9% | 30d | 5s  | {tiers: x}                  | spec.alerting.tiers: must be a list, not the text 'x'
                    99.9% | 30d | 5s  | {tiers: [null]}             | spec.alerting.tiers[0]: is required
                    """)
    void a_fault_beside_the_tiers_is_told_with_its_path(
            String objective, String window, String interval, String alerting, String fault) {
        assertThat(faults(objective, alerting, window, interval)).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    name: a, severity: Page, long: 1h, short: 5m, burn: "10"     | burn: is 10: the tier could never fire, as with an objective of 90% a total outage burns at 10x; it must be below that
                    name: a, severity: Page, long: 1h, short: 5m, burn: "0"      | burn: is 0; it must be above 0
                    name: a, severity: Page, long: 1h, short: 5m, burn: "-1"     | burn: '-1' is not a decimal number such as 1.5
                    name: a, severity: Page, long: 1h, short: 5m, burn: 2        | burn: must be text: write it in quotes, "2"
                    name: a, severity: Page, long: 1h, short: 5m                 | burn: is required
                    name: a, severity: Page, long: 5m, short: 5m, burn: "2"      | short: is 5m; it must be shorter than long, which is 5m
                    name: a, severity: Page, long: 7d10s, short: 5m, burn: "2"   | long: is 7d10s; it must not be longer than the window of the budget, 7d
                    name: a, severity: Page, long: 1h, short: 5s, burn: "2"      | short: '5s' must be a multiple of 10s, and longer than zero
                    name: a, severity: Page, long: 1h5s, short: 5m, burn: "2"    | long: '1h5s' must be a multiple of 10s, and longer than zero
                    name: a, severity: Page, long: 0s, short: 5m, burn: "2"      | long: '0s' must be a multiple of 10s, and longer than zero
                    name: a, severity: Page, long: 1h, short: 10s, burn: "2"     | short: is 10s, but proxies are read every 15s only (meshfuse.telemetry.interval); the smallest that works is 20s
                    name: A, severity: Page, long: 1h, short: 5m, burn: "2"      | name: 'A' is not a name: lower-case letters, digits and '-' only, at most 63
                    name: a.b, severity: Page, long: 1h, short: 5m, burn: "2"    | name: 'a.b' is not a name: lower-case letters, digits and '-' only, at most 63
                    name: a, severity: page, long: 1h, short: 5m, burn: "2"      | severity: is 'page'; it must be one of Ticket, Page
                    name: a, severity: Page, long: 1h, short: 5m, burn: "2", x: 1 | x: is unknown; known here: name, severity, long, short, burn
                    """)
    void a_fault_of_a_tier_is_told_with_its_path(String tier, String fault) {
        assertThat(faults("90%", "{tiers: [{" + tier + "}]}", "7d", "15s"))
                .containsExactly("spec.alerting.tiers[0]." + fault);
    }

    @Test
    void a_name_stands_once() {
        String tier = "{name: a, severity: Page, long: 1h, short: 5m, burn: \"2\"}";

        assertThat(faults("99%", "{tiers: [" + tier + ", " + tier + "]}", "7d", "5s"))
                .containsExactly("spec.alerting.tiers[1].name: is 'a' a second time");
    }

    @Test
    void more_than_eight_tiers_are_refused() {
        String tiers =
                IntStream.range(0, 9)
                        .mapToObj(i ->
                                "{name: a%d, severity: Page, long: 1h, short: 5m, burn: \"2\"}"
                                        .formatted(i))
                        .collect(Collectors.joining(", "));

        assertThat(faults("99%", "{tiers: [" + tiers + "]}", "7d", "5s"))
                .containsExactly("spec.alerting.tiers: has 9 tiers; at most 8 are kept");
    }

    @Test
    void all_faults_of_all_tiers_are_told_at_once() {
        assertThat(
                        faults(
                                "90%",
                                "{tiers: [{name: a, severity: Page, long: 8d, short: 9d, burn: \"11\"}, {}]}",
                                "7d",
                                "5s"))
                .hasSize(3 + 5);
    }

    /** What is told as the way out works: it is not told for nothing. */
    @Property
    void an_objective_above_the_one_told_is_accepted(long seed) {
        Random random = new Random(seed);
        BigDecimal objective = new BigDecimal(random.nextInt(1, 96));
        String window = random.nextInt(1, 91) + "d";
        List<String> faults = faults(objective + "%", "{}", window, "5s");
        if (faults.isEmpty()) {
            return;
        }
        String told = faults.getFirst().replaceAll(".* above ([0-9.]+)%.*", "$1");
        String outage = faults.getFirst().replaceAll(".* below ([0-9.]+)x$", "$1");
        BigDecimal enough = new BigDecimal(told).add(new BigDecimal("0.001"));
        BigDecimal slower = new BigDecimal(outage).subtract(new BigDecimal("0.01"));

        assertThat(faults(enough.toPlainString() + "%", "{}", window, "5s")).isEmpty();
        assertThat(
                        faults(
                                objective + "%",
                                "{tiers: [{name: a, severity: Page, long: 1h, short: 5m, burn: \"%s\"}]}"
                                        .formatted(
                                                slower.setScale(2, RoundingMode.DOWN)
                                                        .toPlainString()),
                                window,
                                "5s"))
                .isEmpty();
    }

    private static String words(Alerting alerting) {
        return alerting.tiers().stream()
                .map(tier -> tier.name() + " " + tier.burn().toPlainString())
                .collect(Collectors.joining(", "));
    }

    private static Slo slo(String objective, String alerting, String window) {
        return ((Definition.OfSlo) read(objective, alerting, window, EVERY_5_SECONDS)).slo();
    }

    private static List<String> faults(
            String objective, String alerting, String window, String interval) {
        return read(objective, alerting, window, Durations.parse(interval))
                        instanceof Definitions.Refused refused
                ? refused.faults().stream().map(Fault::toString).toList()
                : List.of();
    }

    private static Definition read(
            String objective, String alerting, String window, Duration interval) {
        String yaml =
                """
                apiVersion: meshfuse.dev/v1alpha1
                kind: ServiceLevelObjective
                metadata: {name: cart-availability, namespace: shop}
                spec:
                  service: {name: cart}
                  objective: %s
                  window: {rolling: %s}
                  alerting: %s
                """
                        .formatted(objective, window, alerting.strip());
        try {
            return new DefinitionReader("Kubernetes", interval)
                    .read(
                            new YAMLMapper()
                                    .readValue(yaml, new TypeReference<Map<String, Object>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }
}
