package dev.meshfuse.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.alert.FuseStanding.Done;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.event.FuseEvent;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertRulesTest {
    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final ResourceId SERVICE = new ResourceId("Kubernetes", "shop", "cart");
    private static final ResourceId SLO = new ResourceId("Kubernetes", "shop", "cart-availability");
    private static final ResourceId FUSE = new ResourceId("Kubernetes", "shop", "cart-fuse");
    private static final AlertLinks LINKS =
            new AlertLinks(Optional.of(URI.create("https://mf.example/base/")), Optional.empty());

    private final AlertRules rules = new AlertRules(LINKS);

    @Test
    void a_breach_is_an_alert_as_urgent_as_it() {
        OutgoingAlert alert = rules.ofBreach(breach(Severity.Page, "0.4219"));

        assertThat(alert.labels())
                .isEqualTo(
                        Map.of(
                                "alertname", "MeshfuseBudgetBurn",
                                "cluster", "Kubernetes",
                                "namespace", "shop",
                                "service", "cart",
                                "slo", "cart-availability",
                                "severity", "page"));
        assertThat(alert.annotations())
                .isEqualTo(
                        Map.of(
                                "summary",
                                "shop/cart burns the error budget of cart-availability (99.9%) too"
                                        + " fast.",
                                "description",
                                "Noticed by page-1h. 42.1 % of the budget is left. 20 of 100 were"
                                        + " bad.",
                                "runbook_url",
                                "https://mf.example/base/runbooks/MeshfuseBudgetBurn.md"));
        assertThat(alert.startsAt()).isEqualTo(T0);
        assertThat(alert.link())
                .isEqualTo(
                        URI.create("https://mf.example/base/api/v1/slos/shop/cart-availability"));
    }

    @Test
    void what_changes_while_a_breach_is_open_changes_no_label() {
        OutgoingAlert before = rules.ofBreach(breach(Severity.Ticket, "0.5"));
        OutgoingAlert after = rules.ofBreach(breach(Severity.Ticket, "-0.25"));

        assertThat(after.labels()).isEqualTo(before.labels()).containsEntry("severity", "ticket");
        assertThat(after.annotations().get("description")).contains("-25.0 % of the budget");
    }

    @Test
    void without_addresses_there_are_no_links() {
        AlertRules bare = new AlertRules(new AlertLinks(Optional.empty(), Optional.empty()));

        OutgoingAlert alert = bare.ofBreach(breach(Severity.Page, "0.5"));

        assertThat(alert.link()).isNull();
        assertThat(alert.annotations()).containsOnlyKeys("summary", "description");
    }

    @Test
    void runbooks_may_be_elsewhere() {
        AlertRules elsewhere =
                new AlertRules(
                        new AlertLinks(
                                Optional.empty(),
                                Optional.of(URI.create("https://git.example/r"))));

        assertThat(elsewhere.ofBreach(breach(Severity.Page, "0.5")).annotations())
                .containsEntry("runbook_url", "https://git.example/r/MeshfuseBudgetBurn.md");
    }

    @ParameterizedTest
    @CsvSource({
        "Tripped,     TRIPPED,   false, false, MeshfuseCanaryReverted,    ticket",
        "Verified,    TRIPPED,   false, false, MeshfuseCanaryReverted,    ticket",
        "Verified,    TRIPPED,   false, true,  MeshfuseCanaryReverted,    info",
        "Ineffective, FAILED,    true,  false, MeshfuseCanaryStillCalled, page",
        "Ineffective, FAILED,    false, false, MeshfuseCanaryStillCalled, ticket",
        "Contested,   CONTESTED, false, false, MeshfuseCanaryContested,   ticket",
        "LeftAlone,   CONTESTED, true,  false, MeshfuseCanaryLeftAlone,   page"
    })
    void where_a_fuse_stands_is_an_alert(
            String phase,
            FuseEvent.Type type,
            boolean page,
            boolean commanded,
            String name,
            String severity) {
        String episode = type == FuseEvent.Type.FAILED ? "e1/ineffective" : "e1";
        Done done = new Done(T0, type, episode, "It is so.", page, commanded);

        List<OutgoingAlert> alerts = rules.ofFuse(fuse(phase, done), T0.plusSeconds(9));

        assertThat(alerts)
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.labels())
                            .isEqualTo(
                                    Map.of(
                                            "alertname", name,
                                            "cluster", "Kubernetes",
                                            "namespace", "shop",
                                            "service", "cart",
                                            "fuse", "cart-fuse",
                                            "severity", severity));
                    assertThat(alert.annotations()).containsEntry("description", "It is so.");
                    assertThat(alert.startsAt()).isEqualTo(T0);
                    assertThat(alert.link())
                            .isEqualTo(
                                    URI.create(
                                            "https://mf.example/base/api/v1/fuses/shop/cart-fuse"));
                });
    }

    @ParameterizedTest
    @CsvSource({"Armed", "Tripping"})
    void a_fuse_that_waits_or_is_about_to_act_is_none(String phase) {
        assertThat(rules.ofFuse(fuse(phase), T0)).isEmpty();
    }

    @Test
    void what_a_fuse_did_before_its_history_began_stands_all_the_same() {
        Done newer = done("5m", FuseEvent.Type.SKIPPED, "e9");
        Done oldest = done("1m", FuseEvent.Type.SKIPPED, "e2");

        assertThat(rules.ofFuse(fuse("Verified", newer, oldest), T0))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.startsAt()).isEqualTo(oldest.at());
                    assertThat(alert.labels()).containsEntry("severity", "ticket");
                    assertThat(alert.annotations().get("description"))
                            .isEqualTo("The canary of shop/cart was taken out of traffic.");
                });
    }

    @Test
    void a_hold_stands_until_its_last_reason_has_ended() {
        Done one = done("1m", FuseEvent.Type.HELD, "a");
        Done other = done("2m", FuseEvent.Type.HELD, "b");
        Done again = done("3m", FuseEvent.Type.HELD, "a/1");
        Done oneEnds = done("4m", FuseEvent.Type.RELEASED, "a");
        Done otherEnds = done("5m", FuseEvent.Type.RELEASED, "b");

        assertThat(rules.ofFuse(fuse("Armed", one), T0))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.labels())
                            .containsEntry("alertname", "MeshfuseCanaryHeld")
                            .containsEntry("severity", "ticket");
                    assertThat(alert.startsAt()).isEqualTo(one.at());
                });
        assertThat(rules.ofFuse(fuse("Armed", oneEnds, again, other, one), T0))
                .singleElement()
                .extracting(OutgoingAlert::startsAt)
                .isEqualTo(other.at());
        assertThat(rules.ofFuse(fuse("Armed", otherEnds, oneEnds, again, other, one), T0))
                .isEmpty();
    }

    @Test
    void a_hold_that_somebody_wanted_calls_nobody() {
        Done command = commanded(FuseEvent.Type.HELD);
        Done doubt = done("1m", FuseEvent.Type.HELD, "a");

        assertThat(severities(fuse("Armed", command))).containsExactly("info");
        assertThat(severities(fuse("Armed", doubt, command))).containsExactly("ticket");
        assertThat(severities(fuse("Armed", commanded(FuseEvent.Type.RESET), command))).isEmpty();
    }

    @Test
    void a_trip_ends_a_hold_but_another_canary_does_not() {
        Done held = done("1m", FuseEvent.Type.HELD, "a");

        assertThat(names(fuse("Tripped", done("2m", FuseEvent.Type.TRIPPED, "e"), held)))
                .containsExactly("MeshfuseCanaryReverted");
        assertThat(names(fuse("Armed", done("2m", FuseEvent.Type.RESET, "e"), held)))
                .containsExactly("MeshfuseCanaryHeld");
    }

    @Test
    void an_action_that_failed_is_told_until_the_fuse_has_acted() {
        Done failed = done("1m", FuseEvent.Type.FAILED, "e");

        assertThat(names(fuse("Armed", failed))).containsExactly("MeshfuseActionFailed");
        assertThat(severities(fuse("Armed", failed))).containsExactly("page");
        assertThat(names(fuse("Armed", done("2m", FuseEvent.Type.SKIPPED, "f"), failed)))
                .containsExactly("MeshfuseActionFailed");
        assertThat(names(fuse("Tripped", done("2m", FuseEvent.Type.TRIPPED, "e"), failed)))
                .containsExactly("MeshfuseCanaryReverted");
    }

    @Test
    void an_action_that_failed_is_told_for_an_hour_and_while_a_breach_is_open() {
        FuseStanding calm = fuse("Armed", done("0m", FuseEvent.Type.FAILED, "e"));
        FuseStanding breached =
                new FuseStanding(FUSE, SERVICE, "Armed", calm.history(), true, Map.of());
        Instant hourLater = T0.plus(Duration.ofHours(1));

        assertThat(rules.ofFuse(calm, hourLater.minusSeconds(1))).hasSize(1);
        assertThat(rules.ofFuse(calm, hourLater)).isEmpty();
        assertThat(rules.ofFuse(breached, hourLater)).hasSize(1);
    }

    @Test
    void a_canary_that_cannot_be_judged_is_an_alert_once_the_fuse_has_said_so() {
        Done said = done("1m", FuseEvent.Type.BLIND, "blind/cart-availability@" + T0);
        Done ofAnother = done("1m", FuseEvent.Type.BLIND, "blind/cart@" + T0);

        assertThat(rules.ofFuse(blind(said), T0))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.labels())
                            .containsEntry("alertname", "MeshfuseCanaryBlind")
                            .containsEntry("slo", "cart-availability")
                            .containsEntry("severity", "ticket");
                    assertThat(alert.annotations()).containsEntry("description", "Nobody is read.");
                });
        assertThat(rules.ofFuse(blind(ofAnother), T0)).isEmpty();
        assertThat(rules.ofFuse(fuse("Armed", said), T0)).as("it sees again").isEmpty();
    }

    @Test
    void what_an_api_server_answered_may_be_of_any_length() {
        Done failed = new Done(T0, FuseEvent.Type.FAILED, "e", "x".repeat(5_000), true, false);

        assertThat(rules.ofFuse(fuse("Armed", failed), T0).getFirst().annotations())
                .hasEntrySatisfying(
                        "description",
                        text -> assertThat(text).hasSize(AlertRules.LONGEST_TEXT).endsWith("x…"));
    }

    private List<String> names(FuseStanding fuse) {
        return rules.ofFuse(fuse, T0).stream().map(a -> a.labels().get("alertname")).toList();
    }

    private List<String> severities(FuseStanding fuse) {
        return rules.ofFuse(fuse, T0).stream().map(a -> a.labels().get("severity")).toList();
    }

    private static OpenBreach breach(Severity severity, String left) {
        return new OpenBreach(
                SLO,
                SERVICE,
                "99.9%",
                severity,
                T0,
                "page-1h",
                new BigDecimal(left),
                "20 of 100 were bad.");
    }

    private static FuseStanding fuse(String phase, Done... newestFirst) {
        return new FuseStanding(FUSE, SERVICE, phase, List.of(newestFirst), false, Map.of());
    }

    private static FuseStanding blind(Done said) {
        return new FuseStanding(
                FUSE, SERVICE, "Armed", List.of(said), false, Map.of(SLO, "Nobody is read."));
    }

    private static Done done(String after, FuseEvent.Type type, String episode) {
        return new Done(
                T0.plus(Duration.parse("PT" + after)), type, episode, "It is so.", false, false);
    }

    private static Done commanded(FuseEvent.Type type) {
        return new Done(T0, type, "command/" + type, "Somebody wanted it so.", false, true);
    }
}
