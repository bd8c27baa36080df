package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.budget.TierState;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.event.BudgetEvidence;
import dev.meshfuse.event.SloEvent;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A budget that burns too fast, from the readings to the events, without any fuse. */
class BudgetBreachTest extends OfCart {
    private static final Definitions NO_FUSE =
            new Definitions(Map.of(Shop.slo().id(), Shop.slo()), Map.of(), List.of());
    private static final Duration EACH = Duration.ofSeconds(10);

    private final List<SloEvent> events = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // by serve
    private SloState state;

    @Test
    void a_total_outage_is_a_page_within_a_minute_and_recovers_after_its_short_window() {
        serve(Duration.ofMinutes(30), 100, 0);
        assertThat(events).isEmpty();
        Instant begins = now;
        serve(Duration.ofMinutes(2), 0, 100);

        SloEvent breached = events.getFirst();
        assertThat(breached.type()).isEqualTo(SloEvent.Type.BREACHED);
        assertThat(breached.cause()).isEqualTo("page-1h");
        assertThat(breached.severity()).isEqualTo("page");
        assertThat(Duration.between(begins, breached.at()))
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(62));
        assertThat(breached.summary())
                .startsWith("600 of 18600 requests to shop/cart failed in the last 1h: the budget")
                .contains("limit 14.4")
                .contains("of the budget is left, and is spent in");
        assertThat(breached.evidence()).isNull();

        Instant ends = now;
        serve(Duration.ofMinutes(15), 100, 0);

        assertThat(events)
                .extracting(SloEvent::type)
                .containsExactly(SloEvent.Type.BREACHED, SloEvent.Type.RECOVERED);
        SloEvent recovered = events.getLast();
        assertThat(recovered.episode()).isEqualTo(breached.episode());
        assertThat(recovered.sequence()).isEqualTo(2);
        assertThat(Duration.between(ends, recovered.at()))
                .as("the short window clears, and stays clear for as long again")
                .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
        assertThat(state.episode()).isNull();
    }

    @Test
    void the_event_has_the_numbers_it_rests_on() {
        serve(Duration.ofMinutes(5), 100, 0);
        serve(Duration.ofMinutes(2), 0, 100);

        BudgetEvidence budget = Objects.requireNonNull(events.getFirst().budget());
        BudgetEvidence.Tier tier = budget.tiers().getFirst();

        assertThat(tier.finds()).isEqualTo("Firing");
        assertThat(tier.requests()).isEqualTo(3600);
        assertThat(tier.bad()).isEqualTo(600);
        assertThat(tier.pValue()).isLessThan(1e-9);
        assertThat(tier.longBurn()).isGreaterThan(14.4);
        assertThat(budget.alpha()).isEqualByComparingTo("0.01");
        assertThat(budget.targetsRead()).isEqualTo(1);
        assertThat(Duration.parse(budget.read())).isEqualTo(Duration.ofMinutes(6));
        assertThat(budget.explanation()).contains("of which 6m were read");
    }

    @Test
    void a_slow_leak_is_a_ticket_that_an_outage_makes_a_page() {
        serve(Duration.ofHours(15), 995, 5);
        assertThat(events).extracting(SloEvent::severity).containsExactly("ticket");

        serve(Duration.ofMinutes(10), 0, 1000);

        assertThat(events)
                .extracting(SloEvent::type)
                .containsExactly(SloEvent.Type.BREACHED, SloEvent.Type.ESCALATED);
        assertThat(events.getLast().severity()).isEqualTo("page");
        assertThat(events.getLast().episode()).isEqualTo(events.getFirst().episode());
    }

    @Test
    void one_failed_request_of_a_quiet_service_is_none() {
        serve(Duration.ofMinutes(30), 0, 0);
        serve(EACH, 9, 1);
        serve(Duration.ofMinutes(1), 0, 0);

        assertThat(events).isEmpty();
        assertThat(state.tiers())
                .first()
                .extracting(TierState::finds)
                .isEqualTo(TierState.Finds.TooFew);
    }

    @Test
    void a_breach_goes_on_after_a_restart() {
        serve(Duration.ofMinutes(5), 100, 0);
        serve(Duration.ofMinutes(2), 0, 100);
        ServiceLedger other = new ServiceLedger(Shop.CART, BLOCK, store);
        other.restore(store.edges);
        store.breaches.values().forEach(other::restore);

        ledger = other;
        serve(Duration.ofMinutes(1), 0, 100);

        assertThat(events).hasSize(1);
        assertThat(Objects.requireNonNull(state.episode()).id())
                .isEqualTo(events.getFirst().episode());
    }

    @Test
    void an_objective_that_is_deleted_ends_its_breach() {
        serve(Duration.ofMinutes(5), 100, 0);
        serve(Duration.ofMinutes(2), 0, 100);

        events.addAll(breaches(ledger.closeBlock(now.plus(BLOCK), Definitions.NONE)));

        assertThat(events.getLast().type()).isEqualTo(SloEvent.Type.RECOVERED);
        assertThat(events.getLast().summary()).contains("the objective was deleted");
        assertThat(store.breaches).isEmpty();
    }

    @Test
    void another_objective_sees_what_was_counted_before() {
        serve(Duration.ofMinutes(10), 99, 1);
        Definitions stricter =
                new Definitions(Map.of(Shop.slo().id(), Shop.slo("99.99%")), Map.of(), List.of());

        now = now.plus(BLOCK);
        List<Output> said = ledger.closeBlock(now, stricter);

        SloState seen = state(said);
        assertThat(seen.budget().requests()).isEqualTo(6000);
        assertThat(seen.budget().bad()).isEqualTo(60);
        assertThat(breaches(said)).extracting(SloEvent::cause).containsExactly("page-1h");
    }

    /** So many requests every ten seconds. */
    private void serve(Duration lasting, long good, long bad) {
        Instant end = now.plus(lasting);
        while (now.isBefore(end)) {
            Instant since = now;
            now = now.plus(EACH);
            ledger.take(added(since, now, Requests.toCart(), good), now, NO_FUSE);
            ledger.take(added(since, now, Requests.toCart().code("503"), bad), now, NO_FUSE);
            List<Output> said = ledger.closeBlock(now, NO_FUSE);
            events.addAll(breaches(said));
            if (said.stream().anyMatch(Output.SloSeen.class::isInstance)) {
                state = state(said);
            }
        }
    }
}
