package dev.meshfuse.definition.kubernetes;

import static dev.meshfuse.definition.kubernetes.ClusterFixture.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.BudgetStatus;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BudgetReporterTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant OPENED = Instant.parse("2026-01-02T03:00:00.5Z");

    private Instant now = START;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final InProcessKubernetes kubernetes = CartCluster.start();
    private final KubernetesClient client = CartCluster.impatientClient(kubernetes);
    private final Map<ResourceId, BudgetStatus> budgets = new HashMap<>();
    private final BudgetReporter reporter =
            new BudgetReporter(
                    new StatusWriter(client, clock),
                    this::objects,
                    object -> id(object.getMetadata().getName()),
                    () -> budgets,
                    clock);

    @BeforeEach
    void create() {
        kubernetes.create(ClusterFixture.SLO + "status: {observedGeneration: 7}\n");
    }

    @AfterEach
    void close() {
        reporter.close();
        client.close();
        kubernetes.close();
    }

    @Test
    void what_is_left_and_the_open_breach_are_written_beside_what_is_there() {
        burn("0.9871", episode("e-1", Severity.Ticket));

        reporter.look();

        assertThat(status(object()))
                .isEqualTo(
                        Map.of(
                                "observedGeneration",
                                7,
                                "budgetRemaining",
                                "98.7%",
                                "episode",
                                Map.of(
                                        "id",
                                        "e-1",
                                        "severity",
                                        "Ticket",
                                        "openedAt",
                                        "2026-01-02T03:00:00Z")));
    }

    @Test
    void what_has_not_changed_is_not_written_again() {
        burn("0.9871", Optional.empty());
        reporter.look();

        burn("0.9879", Optional.empty()); // the same tenth of a percent
        later(Duration.ofHours(1));
        reporter.look();

        assertThat(writes()).isEqualTo(1);
    }

    @Test
    void a_budget_that_moves_is_written_once_in_half_a_minute() {
        burn("0.98", Optional.empty());
        reporter.look();

        burn("0.97", Optional.empty());
        later(BudgetReporter.BETWEEN_WRITES.minusMillis(1));
        reporter.look();
        assertThat(status(object()).get("budgetRemaining")).isEqualTo("98%");

        later(Duration.ofMillis(1));
        reporter.look();
        assertThat(status(object()).get("budgetRemaining")).isEqualTo("97%");
    }

    @Test
    void a_breach_is_written_at_once_when_it_opens_worsens_and_ends() {
        burn("0.98", Optional.empty());
        reporter.look();

        burn("0.9", episode("e-1", Severity.Ticket));
        reporter.look();
        assertThat(severity()).isEqualTo("Ticket");
        burn("0.5", episode("e-1", Severity.Page));
        reporter.look();
        assertThat(severity()).isEqualTo("Page");
        burn("0.4", Optional.empty());
        reporter.look();
        assertThat(status(object()).containsKey("episode")).isFalse();
        assertThat(status(object()).get("budgetRemaining")).isEqualTo("40%");
        assertThat(writes()).isEqualTo(4);
    }

    @Test
    void an_objective_that_another_replica_keeps_is_left_alone() {
        kubernetes.create(
                ClusterFixture.SLO.replace("cart-availability", "other")
                        + "status: {budgetRemaining: 12%}\n");
        burn("0.98", Optional.empty());

        reporter.look();

        assertThat(status(ClusterFixture.get(client, "ServiceLevelObjective", "other")))
                .isEqualTo(Map.of("budgetRemaining", "12%"));
    }

    @Test
    void after_a_conflict_the_newer_object_is_written_a_second_later() {
        kubernetes.faults().next(1, request -> request.is("PUT", "/status"), Fault.status(409));
        burn("0.98", episode("e-1", Severity.Page));

        reporter.look();
        reporter.look();
        assertThat(status(object()).containsKey("episode")).isFalse();
        later(Duration.ofSeconds(1));
        reporter.look();

        assertThat(severity()).isEqualTo("Page");
    }

    @Test
    void an_object_that_is_refused_is_tried_ever_less_often_and_holds_up_no_other() {
        kubernetes.create(ClusterFixture.SLO.replace("cart-availability", "other"));
        kubernetes
                .faults()
                .always(
                        request -> request.is("PUT", "cart-availability/status"),
                        Fault.status(500));
        burn("0.98", Optional.empty());
        budgets.put(id("other"), new BudgetStatus(Optional.of(BigDecimal.ONE), Optional.empty()));

        for (int second = 0; second < 60; second++) {
            reporter.look();
            later(Duration.ofSeconds(1));
        }

        assertThat(writes()).isEqualTo(6); // after 0, 1, 3, 7, 15 and 31 seconds
        assertThat(
                        status(ClusterFixture.get(client, "ServiceLevelObjective", "other"))
                                .get("budgetRemaining"))
                .isEqualTo("100%");
    }

    @Test
    void the_budgets_of_many_are_written_in_turn_and_breaches_before_all() {
        int many = BudgetReporter.MOST_WRITES + 5;
        for (int i = 0; i < many; i++) {
            kubernetes.create(ClusterFixture.SLO.replace("cart-availability", "slo-" + i));
            budgets.put(
                    id("slo-" + i),
                    new BudgetStatus(Optional.of(BigDecimal.ONE), Optional.empty()));
        }
        burn("0.1", episode("e-1", Severity.Page));

        reporter.look();
        assertThat(severity()).isEqualTo("Page");
        assertThat(withBudget()).isEqualTo(1 + BudgetReporter.MOST_WRITES);
        reporter.look();

        assertThat(withBudget()).isEqualTo(1 + many);
    }

    @Test
    void what_it_writes_is_told_from_other_changes() {
        GenericKubernetesResource before = object();
        burn("0.98", episode("e-1", Severity.Page));
        reporter.look();
        GenericKubernetesResource after = object();
        client.resource(object())
                .edit(one -> {
                    one.setAdditionalProperty(
                            "spec", Map.of("service", Map.of("name", "cart"), "objective", "98%"));
                    return one;
                });

        assertThat(BudgetReporter.isAllThatDiffers(before, after)).isTrue();
        assertThat(BudgetReporter.isAllThatDiffers(after, object())).isFalse();
        GenericKubernetesResource reported = object();
        reported.setAdditionalProperty("status", Map.of("observedGeneration", 8));
        assertThat(BudgetReporter.isAllThatDiffers(object(), reported)).isFalse();
    }

    @Test
    void a_budget_nobody_has_counted_for_is_not_shown() {
        budgets.put(id("cart-availability"), new BudgetStatus(Optional.empty(), Optional.empty()));

        reporter.look();

        assertThat(writes()).isZero();
    }

    @Test
    void the_definitions_of_a_cluster_report_the_budgets_they_are_given() {
        try (ClusterDefinitions definitions =
                new ClusterDefinitions(
                        client,
                        "Kubernetes",
                        DefinitionReader.USUAL_INTERVAL,
                        Clock.systemUTC())) { // a conflict is tried again after a second
            definitions.start();
            burn("0.42", Optional.empty());

            definitions.reportBudgets(() -> budgets);

            ClusterFixture.await()
                    .until(() -> "42%".equals(status(object()).get("budgetRemaining")));
        }
    }

    private void burn(String remaining, Optional<BudgetStatus.Episode> episode) {
        budgets.put(
                id("cart-availability"),
                new BudgetStatus(Optional.of(new BigDecimal(remaining)), episode));
    }

    private static Optional<BudgetStatus.Episode> episode(String id, Severity severity) {
        return Optional.of(new BudgetStatus.Episode(id, severity, OPENED));
    }

    private void later(Duration duration) {
        now = now.plus(duration);
    }

    private List<GenericKubernetesResource> objects() {
        return client.genericKubernetesResources(ClusterDefinitions.SLOS)
                .inNamespace("shop")
                .list()
                .getItems();
    }

    private GenericKubernetesResource object() {
        return ClusterFixture.get(client, "ServiceLevelObjective", "cart-availability");
    }

    private Object severity() {
        return status(object()).get("episode") instanceof Map<?, ?> episode
                ? String.valueOf(episode.get("severity"))
                : "none";
    }

    private long writes() {
        return kubernetes.requests().stream()
                .filter(request -> request.is("PUT", "cart-availability/status"))
                .count();
    }

    private long withBudget() {
        return objects().stream()
                .filter(object -> status(object).containsKey("budgetRemaining"))
                .count();
    }

    private static ResourceId id(String name) {
        return new ResourceId("Kubernetes", "shop", name);
    }
}
