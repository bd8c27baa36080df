package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.meshfuse.alert.AlertLinks;
import dev.meshfuse.alert.AlertRules;
import dev.meshfuse.alert.OutgoingAlert.Due;
import dev.meshfuse.budget.Budget;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.kafka.StateKeys;
import dev.meshfuse.fuse.FusePhase;
import dev.meshfuse.fuse.FuseState;
import dev.meshfuse.testing.Shop;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertDeskTest {
    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final ResourceId SLO = Shop.slo().id();
    private static final ResourceId FUSE = Shop.fuse().id();
    private static final FuseState.Entry TRIPPED =
            new FuseState.Entry(T0, FuseEvent.Type.TRIPPED, "e", "It was so.");

    private final Map<String, Object> states = new HashMap<>();
    private final Set<String> asked = new HashSet<>();
    private final List<Due> sent = new ArrayList<>();
    private Definitions defined = Shop.defined(Shop.fuse(), Shop.SPLIT);
    private boolean known = true;

    private final AlertDesk desk = desk();

    @Test
    void a_breach_that_opens_is_told_with_the_next_look_and_so_is_its_end() {
        look(T0);
        assertThat(sent).isEmpty();

        put(StateKeys.slo(SLO), breached(Severity.Page));
        look(T0.plusSeconds(1));
        assertThat(sent)
                .singleElement()
                .satisfies(due -> {
                    assertThat(due.alert().labels())
                            .containsEntry("alertname", "MeshfuseBudgetBurn")
                            .containsEntry("severity", "page");
                    assertThat(due.alert().startsAt()).isEqualTo(T0);
                    assertThat(due.endsAt()).isEqualTo(T0.plusSeconds(241));
                });
        sent.clear();

        put(StateKeys.slo(SLO), state(null));
        look(T0.plusSeconds(2));
        assertThat(sent).singleElement().extracting(Due::endsAt).isEqualTo(T0.plusSeconds(2));
    }

    @Test
    void a_breach_that_becomes_more_urgent_is_another_alert() {
        put(StateKeys.slo(SLO), breached(Severity.Ticket));
        look(T0);
        sent.clear();

        put(StateKeys.slo(SLO), breached(Severity.Page));
        look(T0.plusSeconds(1));

        assertThat(sent)
                .extracting(due -> due.alert().labels().get("severity"), Due::endsAt)
                .containsExactlyInAnyOrder(
                        tuple("ticket", T0.plusSeconds(1)), tuple("page", T0.plusSeconds(241)));
    }

    @Test
    void only_what_has_changed_is_looked_at_until_the_interval_is_over() {
        look(T0);
        asked.clear();

        look(T0.plusSeconds(1));
        assertThat(asked).isEmpty();
        put(StateKeys.slo(SLO), breached(Severity.Page));
        look(T0.plusSeconds(2));
        assertThat(asked).containsExactly(StateKeys.slo(SLO));
        asked.clear();

        look(T0.plusSeconds(60));
        assertThat(asked)
                .contains(StateKeys.slo(SLO), StateKeys.fuse(FUSE), StateKeys.evidence(FUSE, SLO));
    }

    @Test
    void what_is_not_known_now_ends_no_alert() {
        put(StateKeys.slo(SLO), breached(Severity.Page));
        look(T0);
        sent.clear();

        known = false;
        desk.changed(StateKeys.slo(SLO));
        look(T0.plusSeconds(1));
        assertThat(sent).isEmpty();
        look(T0.plusSeconds(60));
        assertThat(sent).singleElement().extracting(Due::endsAt).isEqualTo(T0.plusSeconds(300));
    }

    @Test
    void what_was_not_known_at_the_start_is_told_as_soon_as_it_is() {
        known = false;
        put(StateKeys.slo(SLO), breached(Severity.Page));
        look(T0);
        look(T0.plusSeconds(1));
        assertThat(sent).isEmpty();

        known = true;
        look(T0.plusSeconds(2));

        assertThat(sent).hasSize(1);
    }

    @Test
    void a_state_that_cannot_be_read_keeps_no_other_from_being_told() {
        put(StateKeys.fuse(FUSE), "not a state");
        put(StateKeys.slo(SLO), breached(Severity.Page));

        look(T0);

        assertThat(sent).hasSize(1);
    }

    @Test
    void what_is_not_defined_any_more_has_no_alert() {
        put(StateKeys.slo(SLO), breached(Severity.Page));
        look(T0);
        sent.clear();

        defined = Definitions.NONE;
        look(T0.plusSeconds(1));

        assertThat(sent).singleElement().extracting(Due::endsAt).isEqualTo(T0.plusSeconds(1));
    }

    /** The words of phases stand as texts in the rules. */
    @Test
    void every_phase_after_a_trip_is_an_alert() {
        for (Class<?> phase : FusePhase.class.getPermittedSubclasses()) {
            boolean waits =
                    phase == FusePhase.Armed.class
                            || phase == FusePhase.Tripping.class
                            || phase == FusePhase.Trip.class;
            if (!waits) {
                sent.clear();
                put(
                        StateKeys.fuse(FUSE),
                        new FuseState(FUSE, phase.getSimpleName(), List.of(TRIPPED)));
                AlertDesk fresh = desk();
                fresh.look(T0);
                assertThat(sent).as(phase.getSimpleName()).hasSize(1);
            }
        }
    }

    @Test
    void the_severity_of_what_a_fuse_said_is_that_of_its_alert() {
        FuseEvent failed =
                new FuseEvent(
                        FuseEvent.Type.FAILED,
                        FUSE,
                        "e/ineffective",
                        3,
                        T0,
                        "They go on.",
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        FuseEvent.PAGE,
                        null,
                        null,
                        null);
        put(
                StateKeys.fuse(FUSE),
                new FuseState(
                        FUSE, "Ineffective", FuseState.armed(FUSE).after(failed, null).history()));

        look(T0);

        assertThat(sent)
                .singleElement()
                .satisfies(due ->
                        assertThat(due.alert().labels())
                                .containsEntry("alertname", "MeshfuseCanaryStillCalled")
                                .containsEntry("severity", "page"));
    }

    private void look(Instant now) {
        desk.look(now);
    }

    private AlertDesk desk() {
        return new AlertDesk(
                () -> defined,
                new StandingAlerts(
                        this::read,
                        new AlertRules(new AlertLinks(Optional.empty(), Optional.empty()))),
                Duration.ofMinutes(1),
                sent::addAll);
    }

    private void put(String key, Object state) {
        states.put(key, state);
        desk.changed(key);
    }

    private <T> Optional<T> read(String key, Class<T> type) throws IOException {
        if (!known) {
            throw new InvalidStateStoreException("not running");
        }
        asked.add(key);
        Object state = states.get(key);
        if (state instanceof String text) {
            throw new IOException(text);
        }
        return Optional.ofNullable(type.cast(state));
    }

    private static SloState breached(Severity severity) {
        return state(new SloState.Episode("e", severity, T0, "page-1h"));
    }

    private static SloState state(SloState.@Nullable Episode episode) {
        return new SloState(
                SLO,
                Shop.CART,
                "99.9%",
                List.of(),
                new Budget(
                        Duration.ofDays(30),
                        Duration.ofDays(1),
                        100,
                        1,
                        BigDecimal.ONE,
                        BigDecimal.ZERO,
                        null),
                List.of(),
                SloState.Seen.NOTHING,
                SloState.Unread.NONE,
                List.of(),
                episode,
                "So it is.",
                T0);
    }
}
