package dev.meshfuse.definition.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.testing.Shop;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String BEFORE = "2025-01-01T00:00:00Z";

    @Test
    void a_report_on_a_new_object_has_the_time() {
        Map<String, Object> status = accepted("True", "ok").in(Map.of(), 3, NOW).orElseThrow();

        assertThat(status)
                .isEqualTo(
                        Map.of(
                                "observedGeneration",
                                3L,
                                "conditions",
                                List.of(condition("True", "ok", 3L, "2026-01-02T03:04:05Z"))));
    }

    @Test
    void a_report_that_is_there_already_is_no_change() {
        Map<String, Object> status =
                Map.of(
                        "observedGeneration",
                        3,
                        "conditions",
                        List.of(condition("True", "ok", 3, BEFORE)));

        Optional<Map<String, Object>> change = accepted("True", "ok").in(status, 3, NOW);

        assertThat(change).isEmpty();
    }

    @Test
    void another_message_with_the_same_status_keeps_the_time() {
        Map<String, Object> status =
                Map.of("conditions", List.of(condition("False", "one fault", 3, BEFORE)));

        Map<String, Object> change =
                accepted("False", "two faults").in(status, 4, NOW).orElseThrow();

        assertThat(change.get("conditions"))
                .isEqualTo(List.of(condition("False", "two faults", 4L, BEFORE)));
    }

    @Test
    void another_status_has_a_new_time() {
        Map<String, Object> status =
                Map.of("conditions", List.of(condition("False", "a fault", 3, BEFORE)));

        Map<String, Object> change = accepted("True", "ok").in(status, 4, NOW).orElseThrow();

        assertThat(change.get("conditions"))
                .isEqualTo(List.of(condition("True", "ok", 4L, "2026-01-02T03:04:05Z")));
    }

    @Test
    void what_others_wrote_is_left_alone() {
        Map<String, Object> foreign = Map.of("type", "Ready", "status", "True");
        Map<String, Object> status =
                Map.of("conditions", List.of(foreign), "phase", "Armed", "tracks", "by version");

        Map<String, Object> change = accepted("True", "ok").in(status, 4, NOW).orElseThrow();

        assertThat(change).containsEntry("phase", "Armed").containsEntry("tracks", "by version");
        assertThat(change.get("conditions"))
                .isEqualTo(List.of(foreign, condition("True", "ok", 4L, "2026-01-02T03:04:05Z")));
    }

    @Test
    void a_split_that_is_no_longer_resolved_has_no_tracks() {
        Report report =
                new Report(
                        List.of(new Report.Condition("Resolved", "False", "Unresolved", "no pods")),
                        Optional.empty());

        Map<String, Object> change = report.in(Map.of("tracks", "old"), 1, NOW).orElseThrow();

        assertThat(change).doesNotContainKey("tracks");
    }

    @Test
    void a_fuse_that_is_resolved_says_which_rule_holds_and_why_no_simpler_one() {
        Split split =
                new Split.Resolved(
                        new TrackRule.ByPods(
                                Set.of("shop/a"), Set.of("shop/b"), "hash=1", "hash=2"),
                        "2",
                        List.of("Not by workload: both sides have cart."));

        assertThat(resolved(split))
                .isEqualTo(
                        new Report.Condition(
                                "Resolved",
                                "True",
                                "Pods",
                                "Told apart by pods: stable hash=1, canary hash=2, by what their own"
                                        + " proxies report. The canary is 2."
                                        + " Not by workload: both sides have cart."));
    }

    @Test
    void a_fuse_that_is_not_resolved_says_what_is_in_the_way() {
        assertThat(resolved(new Split.Unresolved("the canary cart/v2 has no pods")))
                .isEqualTo(
                        new Report.Condition(
                                "Resolved",
                                "False",
                                "Unresolved",
                                "the canary cart/v2 has no pods"));
    }

    private static Report.Condition resolved(Split split) {
        Definitions definitions = Shop.defined(Shop.fuse(), split);
        return Report.ofFuse(Shop.fuse().id(), definitions, true)
                .orElseThrow()
                .conditions()
                .stream()
                .filter(condition -> condition.type().equals("Resolved"))
                .findFirst()
                .orElseThrow();
    }

    private static Report accepted(String status, String message) {
        return new Report(
                List.of(new Report.Condition("Accepted", status, "Why", message)),
                Optional.empty());
    }

    private static Map<String, Object> condition(
            String status, String message, Object generation, String since) {
        Map<String, Object> condition = new HashMap<>();
        condition.put("type", "Accepted");
        condition.put("status", status);
        condition.put("reason", "Why");
        condition.put("message", message);
        condition.put("observedGeneration", generation);
        condition.put("lastTransitionTime", since);
        return condition;
    }
}
