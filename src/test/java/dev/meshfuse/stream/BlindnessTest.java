package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.budget.RollingCounts;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.sli.Ended;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlindnessTest extends OfCart {
    private static final List<String> OLD = List.of("web-1", "web-2");

    private final List<Output> said = new ArrayList<>();

    @Test
    void what_is_seen_of_a_service_is_part_of_its_state() {
        seconds(1, "web-1", Requests.toCart(), 5);
        assertThat(seen().kind()).isEqualTo("Traffic");

        seconds(70, "web-1", Requests.toCart(), 0);
        assertThat(seen().kind()).isEqualTo("NoTraffic");

        shownNoMore("web-1");
        assertThat(seen().kind()).isEqualTo("Vanished");
    }

    @Test
    void proxies_that_fall_silent_are_down_and_the_service_is_not_without_requests() {
        seconds(1, "web-1", Requests.toCart(), 5);

        nothing(17);

        assertThat(seen())
                .isEqualTo(
                        new SloState.Seen(
                                "TargetsDown",
                                "1 proxy that showed it cannot be read, the last was at 2026-03-01T10:00:00Z.",
                                0,
                                1));
    }

    @Test
    void a_canary_is_not_judged_by_one_of_two_proxies() {
        take("web-1", Requests.toCart(), 50);
        take("web-2", Requests.toCart(), 50);
        close();

        seconds(20, "web-2", Requests.toCanary().code("503"), 10);

        assertThat(breaches(said).size())
                .as("before the other is known to be silent, it may be judged")
                .isLessThanOrEqualTo(1);
        assertThat(evidence(said).verdict()).isEqualTo("Blind");
        assertThat(evidence(said).blind())
                .isEqualTo("1 of 2 proxies that show the service cannot be read.");
    }

    @Test
    void a_roll_out_of_callers_blinds_nobody() {
        for (String old : OLD) {
            take(old, Requests.toCart(), 50);
            take(old, Requests.toCanary(), 50);
        }
        close();
        Instant leftAt = now;

        for (int second = 0; second < 60; second++) {
            if (now.equals(leftAt.plusSeconds(6))) {
                OLD.forEach(old -> gone(old, leftAt));
            }
            take("web-3", Requests.toCart(), 50);
            take("web-3", Requests.toCanary(), 50);
            close();
        }

        assertThat(said)
                .filteredOn(Output.EvidenceSeen.class::isInstance)
                .extracting(output -> ((Output.EvidenceSeen) output).state().verdict())
                .isNotEmpty()
                .doesNotContain("Blind");
        assertThat(seen().targetsSilent()).isZero();
        assertThat(state(said).unread())
                .isEqualTo(new SloState.Unread(2, Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }

    @Test
    void what_went_unread_is_told_for_an_hour() {
        take("web-1", Requests.toCart(), 50);
        close();
        gone("web-1", now.plusSeconds(4));
        close();
        assertThat(state(said).unread().processesEnded()).isEqualTo(1);

        now = now.plus(ServiceLedger.UNREAD_TOLD_FOR).plusSeconds(5);
        close();

        assertThat(state(said).unread()).isEqualTo(SloState.Unread.NONE);
    }

    @Test
    void a_target_that_is_gone_was_not_read() {
        take("web-1", Requests.toCart(), 50);
        close();
        now = now.plus(RollingCounts.SLOT.multipliedBy(2));
        gone("web-1", now);

        assertThat(store.slots.size()).isEqualTo(1);
    }

    @Test
    void blindness_that_lasts_is_told_to_the_fuse_once() {
        seconds(3, "web-1", Requests.toCanary(), 10);

        nothing(60);

        assertThat(inputs(said))
                .singleElement()
                .isInstanceOfSatisfying(
                        FuseInput.CanaryUnseen.class,
                        unseen -> {
                            assertThat(unseen.episode())
                                    .isEqualTo("blind/cart-availability@" + unseen.since());
                            assertThat(unseen.at()).isEqualTo(unseen.since().plusSeconds(30));
                        });
    }

    @Test
    void evidence_says_what_was_seen_of_both_sides() {
        knowStable();
        for (int block = 0; block < 3; block++) {
            take("web-1", Requests.toCart(), 90);
            take("web-1", Requests.toCanary().code("503"), 10);
            close();
        }

        assertThat(breaches(said).getFirst().evidence())
                .satisfies(evidence -> {
                    assertThat(evidence.canarySeen().kind()).isEqualTo("Traffic");
                    assertThat(evidence.stableSeen().targetsRead()).isEqualTo(1);
                });
    }

    @Test
    void evidence_says_which_share_of_what_arrived_is_seen_at_its_callers() {
        Requests fromWeb = Requests.toCanary();
        Requests fromBatch = fromWeb.caller("batch");
        for (int second = 0; second < 90; second++) { // a new caller is no evidence at first
            take("web-1", fromWeb, 30);
            take("cart-2", fromWeb.reporter("destination"), 30);
            take("cart-2", fromBatch.reporter("destination"), 10);
            close();
        }

        assertThat(evidence(said).canarySeen().coverageRatio()).isEqualTo(0.75);
        assertThat(evidence(said).stableSeen().coverageRatio()).isNull();
    }

    private void seconds(int count, String target, Requests requests, long each) {
        for (int i = 0; i < count; i++) {
            take(target, requests, each);
            close();
        }
    }

    private void nothing(int seconds) {
        for (int i = 0; i < seconds; i++) {
            close();
        }
    }

    private void take(String target, Requests requests, long count) {
        ledger.take(from(target, added(now.minus(BLOCK), now, requests, count)), now, DEFINED);
    }

    private void shownNoMore(String target) {
        ServiceIncrements none =
                new ServiceIncrements(
                        Shop.CART,
                        target,
                        null,
                        now.minus(BLOCK),
                        now,
                        Set.of(),
                        List.of(),
                        Set.of());
        ledger.take(none, now, DEFINED);
        close();
    }

    private void gone(String target, Instant leftAt) {
        Ended ended = new Ended(leftAt.minus(BLOCK), leftAt, true);
        ledger.take(ServiceIncrements.gone(Shop.CART, target, ended), now, DEFINED);
    }

    private void close() {
        said.addAll(closeBlock(DEFINED));
    }

    private SloState.Seen seen() {
        return said.stream()
                .filter(Output.SloSeen.class::isInstance)
                .map(output -> ((Output.SloSeen) output).state().seen())
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static ServiceIncrements from(String target, ServiceIncrements added) {
        return new ServiceIncrements(
                added.service(),
                target,
                added.pod(),
                added.since(),
                added.at(),
                added.edges(),
                added.increments(),
                added.missing());
    }
}
