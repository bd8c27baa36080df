package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.SloEvent;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.verdict.EvidenceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceLedgerTest extends OfCart {
    @Test
    void a_canary_that_fails_opens_a_breach_and_speaks_to_its_fuse() {
        List<Output> said = burn();

        assertThat(breaches(said))
                .extracting(SloEvent::type, SloEvent::episode, SloEvent::sequence, SloEvent::fuse)
                .containsExactly(
                        tuple(
                                SloEvent.Type.BREACHED,
                                "shop/cart-availability/cart@2026-03-01T10:00:03Z",
                                1,
                                "shop/cart"));
        assertThat(breaches(said).getFirst().summary())
                .isEqualTo(
                        "The canary of shop/cart fails more often than 99.9% allows: 30 of its last 30 requests were bad; its limit"
                                + " is 1.440% (14.4 times the allowed ratio).");
        assertThat(inputs(said))
                .singleElement()
                .isInstanceOfSatisfying(
                        FuseInput.CanaryBurns.class,
                        burns -> {
                            assertThat(burns.episode())
                                    .isEqualTo(breaches(said).getFirst().episode());
                            assertThat(burns.stableBurns()).isFalse();
                            assertThat(burns.evidence().canaryIdentity()).isEqualTo("c1");
                            assertThat(burns.evidence().firstBadAt()).isEqualTo(START);
                        });
    }

    @Test
    void a_canary_that_gets_no_requests_any_more_is_told_to_its_fuse_and_its_breach_ends() {
        burn();
        List<Output> said = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            take(Requests.toCart(), 9);
            said.addAll(closeBlock(DEFINED));
        }

        assertThat(inputs(said))
                .singleElement()
                .isInstanceOfSatisfying(
                        FuseInput.CanaryQuiet.class,
                        quiet -> assertThat(quiet.lastRequestAt()).isEqualTo(START.plusSeconds(2)));
        assertThat(breaches(said))
                .extracting(SloEvent::type, SloEvent::episode, SloEvent::sequence)
                .containsExactly(
                        tuple(
                                SloEvent.Type.RECOVERED,
                                "shop/cart-availability/cart@2026-03-01T10:00:03Z",
                                2));
    }

    @Test
    void an_old_reading_feeds_the_counts_but_is_no_evidence() {
        Instant read = now;
        now = now.plusMillis(10_001);
        ledger.take(
                added(read.minusSeconds(1), read, Requests.toCanary().code("503"), 100),
                now,
                DEFINED);

        List<Output> said = closeBlock(DEFINED);

        assertThat(breaches(said)).isEmpty();
        assertThat(inputs(said)).isEmpty();
        assertThat(counts(said)).isEqualTo(new Counts(0, 100, 0));
    }

    @Test
    void what_was_gained_over_a_long_time_is_no_evidence_of_its_end() {
        ledger.take(
                added(now.minusSeconds(60), now, Requests.toCanary().code("503"), 100),
                now,
                DEFINED);

        List<Output> said = closeBlock(DEFINED);

        assertThat(evidence(said).canaryNats()).isZero();
        assertThat(inputs(said)).isEmpty();
        assertThat(breaches(said)).extracting(SloEvent::cause).containsExactly("page-1h");
        assertThat(counts(said)).isEqualTo(new Counts(0, 100, 0));
    }

    @Test
    void a_reading_of_ten_seconds_ago_is_evidence() {
        Instant read = now;
        now = now.plusSeconds(10);
        ledger.take(
                added(read.minusSeconds(1), read, Requests.toCanary().code("503"), 100),
                now,
                DEFINED);
        take(Requests.toCart(), 100);

        assertThat(evidence(closeBlock(DEFINED)).canaryNats()).isPositive();
    }

    @Test
    void the_servers_report_of_a_request_that_its_caller_reported_is_not_counted_again() {
        take(Requests.toCart(), 10);
        take(Requests.toCart().reporter("destination"), 10);

        assertThat(counts(closeBlock(DEFINED))).isEqualTo(new Counts(10, 0, 0));
    }

    @Test
    void who_reports_is_written_when_it_is_learnt_and_not_again() {
        take(Requests.toCart(), 10);
        take(Requests.toCart(), 10);
        take(Requests.toCart().caller("cron"), 0);

        assertThat(store.edgesWritten).isEqualTo(2);
    }

    @Test
    void failures_of_an_unknown_side_are_evidence_against_neither() {
        take(Requests.toCart().to("unknown", "latest").code("503"), 100);

        List<Output> said = closeBlock(DEFINED);

        assertThat(breaches(said)).isEmpty();
        assertThat(evidence(said).canaryNats()).isZero();
        assertThat(counts(said)).isEqualTo(new Counts(0, 100, 0));
    }

    @Test
    void a_canary_with_a_host_of_its_own_is_known_by_its_short_and_its_full_name() {
        Split hosts = new Split.Resolved(new TrackRule.ByService("cart", "cart-canary"), "c1");
        Definitions definitions = Shop.defined(Shop.fuseOfHosts(), hosts);
        Requests failed = Requests.toCart().code("503");
        knowStable();
        List<Output> said = new ArrayList<>();
        for (int block = 0; block < 3; block++) {
            add(Requests.toCart(), 90, definitions);
            add(failed.service("cart-canary", "shop"), 1, definitions);
            add(failed.service("cart-canary.shop.svc.cluster.local", "unknown"), 9, definitions);
            said.addAll(closeBlock(definitions));
        }

        assertThat(inputs(said))
                .singleElement()
                .isInstanceOfSatisfying(
                        FuseInput.CanaryBurns.class,
                        burns ->
                                assertThat(burns.evidence().blocks().getLast().canaryBad())
                                        .isEqualTo(10));
    }

    @Test
    void each_block_says_what_was_counted_since_the_one_before() {
        take(Requests.toCart(), 10);
        take(Requests.toCanary().code("503"), 3);

        List<Output> said = ledger.closeBlock(now.plus(BLOCK), DEFINED);

        assertThat(said)
                .filteredOn(Output.Counted.class::isInstance)
                .extracting(output -> ((Output.Counted) output).gained())
                .containsExactly(new Counts(10, 3, 0));
    }

    @Test
    void a_state_is_said_when_something_but_its_time_has_changed() {
        take(Requests.toCart(), 10);

        assertThat(closeBlock(DEFINED)).hasSize(2);
        assertThat(closeBlock(DEFINED)).isEmpty();
        take(Requests.toCart(), 10);
        assertThat(closeBlock(DEFINED)).hasOnlyElementsOfType(Output.SloSeen.class);
    }

    @Test
    void a_ledger_made_of_what_was_kept_goes_on_where_the_other_stopped() {
        burn();
        ServiceLedger other = new ServiceLedger(Shop.CART, BLOCK, store);
        other.restore(store.edges);
        store.watches.forEach(other::restore);
        store.breaches.values().forEach(other::restore);

        ledger = other;
        take(Requests.toCart().reporter("destination"), 5);
        List<Output> said = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            take(Requests.toCanary().code("503"), 10);
            said.addAll(closeBlock(DEFINED));
        }

        assertThat(breaches(said)).isEmpty();
        assertThat(inputs(said))
                .extracting(FuseInput::episode)
                .containsExactly("shop/cart-availability/cart@2026-03-01T10:00:03Z");
        assertThat(counts(said)).isEqualTo(new Counts(270, 80, 0));
    }

    @Test
    void another_canary_ends_the_breach_and_begins_without_evidence() {
        burn();

        List<Output> said = closeBlock(Shop.defined(Shop.fuse(), Shop.running("c2")));

        assertThat(breaches(said))
                .extracting(SloEvent::type, SloEvent::summary)
                .containsExactly(
                        tuple(
                                SloEvent.Type.RECOVERED,
                                "The breach of shop/cart-availability is over: the canary or the fuse was replaced by another. 99.9 % of the budget is left."));
        assertThat(evidence(said))
                .extracting(EvidenceState::canaryIdentity, EvidenceState::canaryNats)
                .containsExactly("c2", 0.0);
    }

    @Test
    void a_fuse_that_is_gone_ends_its_breach_and_its_evidence_is_forgotten() {
        burn();

        List<Output> said = closeBlock(new Definitions(DEFINED.slos(), Map.of(), List.of()));

        assertThat(breaches(said))
                .extracting(SloEvent::type)
                .containsExactly(SloEvent.Type.RECOVERED);
        assertThat(store.watches).isEmpty();
        assertThat(breaches(closeBlock(DEFINED))).isEmpty();
    }

    @Test
    void a_fuse_without_the_trigger_or_with_an_unknown_split_gets_no_verdict() {
        Definitions noTrigger = Shop.defined(Shop.fuse(1, Set.of(Fuse.Trigger.Alerts)), Shop.SPLIT);
        Definitions unknownSplit =
                Shop.defined(Shop.fuse(), new Split.Unresolved("no pod is behind subset v2"));

        for (Definitions definitions : List.of(noTrigger, unknownSplit)) {
            add(Requests.toCanary().code("503"), 100, definitions);
            assertThat(closeBlock(definitions)).hasOnlyElementsOfType(Output.SloSeen.class);
        }
    }

    @Test
    void what_was_said_before_a_split_was_known_is_no_evidence_after() {
        add(
                Requests.toCanary().code("503"),
                100,
                Shop.defined(Shop.fuse(), new Split.Unresolved("not yet")));

        assertThat(breaches(closeBlock(DEFINED))).isEmpty();
    }

    @Test
    void slots_grow_longer_with_age_and_are_deleted_when_no_window_reaches_them() {
        take(Requests.toCart(), 10);
        assertThat(store.slots.sizes()).containsExactly(1, 0, 0, 0, 0);

        now = now.plusSeconds(3600);
        closeBlock(DEFINED);
        assertThat(store.slots.sizes()).containsExactly(0, 1, 0, 0, 0);

        now = now.plus(Duration.ofDays(30));
        closeBlock(DEFINED);
        assertThat(store.slots.size()).isZero();
    }

    @Test
    void every_window_that_an_objective_needs_is_kept_and_shown_shortest_first() {
        take(Requests.toCart(), 10);

        assertThat(state(closeBlock(DEFINED)).windows())
                .extracting(window -> Durations.format(window.length()))
                .containsExactly("5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d");
    }

    @Test
    void an_objective_that_comes_later_sees_what_was_counted_before() {
        Definitions none = new Definitions(Map.of(), Map.of(), List.of());
        add(Requests.toCart(), 10, none);
        closeBlock(none);
        now = now.plus(Duration.ofDays(20));

        assertThat(counts(closeBlock(DEFINED))).isEqualTo(new Counts(10, 0, 0));
    }

    @Test
    void numbers_that_cannot_be_summed_are_left_out_and_said_and_the_rest_is_counted() {
        take(Requests.toCart(), 10);
        ledger.take(
                new ServiceIncrements(
                        Shop.CART,
                        "t",
                        null,
                        now.minus(BLOCK),
                        now,
                        Set.of(Requests.toCart().edge()),
                        List.of(
                                Requests.toCart().times(5),
                                Requests.toCart().times(Long.MAX_VALUE),
                                Requests.toCart().code("503").times(1)),
                        Set.of()),
                now,
                DEFINED);

        List<Output> said = closeBlock(DEFINED);

        assertThat(counts(said)).isEqualTo(new Counts(15, 1, 0));
        assertThat(state(said).problems())
                .containsExactly(
                        "1 increments of requests to shop/cart were not counted: their numbers are more than can be summed.");
    }
}
