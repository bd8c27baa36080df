package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Alerting;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.definition.Tier;
import dev.meshfuse.sli.Counts;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TierCheckTest {
    private static final long DAYS = 86_400;
    private static final long SLOT = 10;

    /** Resolution of each long window, in seconds: the guard waits for chance to be ruled out. */
    private static final long[] SLOTS = {10, 60, 300, 900};

    private static final long NEVER = -1;

    /**
     * When each tier of the workbook notices a trouble that begins after clean days: long window x
     * burn limit x allowed ratio / error ratio, in seconds. At the limit is not above it.
     */
    @ParameterizedTest(name = "{0}, {1} bad")
    @CsvSource({
        "99%, 1, 518.4, 1296, 2592, 2592",
        "99%, 0.5, 1036.8, 2592, 5184, 5184",
        "99%, 0.1, -1, 12960, 25920, 25920",
        "99%, 0.02, -1, -1, -1, 129600",
        "99%, 0.01, -1, -1, -1, -1",
        "99.9%, 1, 51.84, 129.6, 259.2, 259.2",
        "99.9%, 0.5, 103.68, 259.2, 518.4, 518.4",
        "99.9%, 0.1, 518.4, 1296, 2592, 2592",
        "99.9%, 0.02, 2592, 6480, 12960, 12960",
        "99.9%, 0.01, -1, 12960, 25920, 25920",
        "99.9%, 0.002, -1, -1, -1, 129600",
        "99.99%, 1, 5.184, 12.96, 25.92, 25.92",
        "99.99%, 0.1, 51.84, 129.6, 259.2, 259.2",
        "99.99%, 0.01, 518.4, 1296, 2592, 2592",
        "99.99%, 0.001, -1, 12960, 25920, 25920"
    })
    void trouble_is_noticed_when_the_share_of_the_budget_is_spent(
            String objective,
            double ratio,
            double page1h,
            double page6h,
            double ticket1d,
            double ticket3d) {
        double[] expected = {page1h, page6h, ticket1d, ticket3d};
        SteadyTraffic traffic = new SteadyTraffic(100_000, ratio, 40 * DAYS, 40 * DAYS);
        for (int i = 0; i < expected.length; i++) {
            Tier tier = Alerting.GOOGLE_SRE.tiers().get(i);
            long noticed = firstFiring(check(tier, objective), traffic, 4 * DAYS);

            if (expected[i] == NEVER) {
                assertThat(noticed).as(tier.name()).isEqualTo(NEVER);
            } else {
                assertThat((double) noticed)
                        .as(tier.name())
                        .isBetween(expected[i], expected[i] + SLOTS[i]);
            }
        }
    }

    /** The short window clears after short x (1 - limit / error ratio). */
    @ParameterizedTest(name = "{0} bad")
    @CsvSource({"1, 295.68", "0.15, 271.2", "0.1, 256.8", "0.02, 84"})
    void a_tier_resets_with_its_short_window(double ratio, double expected) {
        long lasts = 2 * 3600;
        SteadyTraffic traffic = new SteadyTraffic(10_000, ratio, 40 * DAYS, lasts);
        TierCheck check = check(Alerting.GOOGLE_SRE.tiers().getFirst(), "99.9%");

        long reset = lasts;
        while (check.check(traffic.after(reset)).isFiring()) {
            reset++;
        }

        assertThat((double) (reset - lasts)).isBetween(expected, expected + SLOT);
    }

    /** The workbook's story of 15 % for ten minutes, in exact numbers. */
    @Test
    void the_long_window_makes_sure_and_the_short_one_lets_go() {
        SteadyTraffic traffic = new SteadyTraffic(10_000, 0.15, 40 * DAYS, 600);
        TierCheck check = check(Alerting.GOOGLE_SRE.tiers().getFirst(), "99.9%");

        assertThat(check.check(traffic.after(345)).isFiring()).isFalse();
        assertThat(check.check(traffic.after(347)).isFiring()).isTrue();
        assertThat(check.check(traffic.after(600 + 271)).isFiring()).isTrue();
        assertThat(check.check(traffic.after(600 + 272)).isFiring()).isFalse();
    }

    @ParameterizedTest(name = "after {0} s of history")
    @CsvSource({"0", "60", "600", "86400"})
    void a_fresh_installation_notices_a_total_outage_as_soon_as_an_old_one(long history) {
        SteadyTraffic traffic = new SteadyTraffic(1000, 1, history, 40 * DAYS);

        long noticed =
                firstFiring(check(Alerting.GOOGLE_SRE.tiers().getFirst(), "99.9%"), traffic, 3600);

        assertThat(noticed).isBetween(51L, 62L);
    }

    @Test
    void a_fresh_installation_does_not_fire_early() {
        SteadyTraffic traffic = new SteadyTraffic(1000, 0.01, 60, 40 * DAYS);
        TierCheck ticket = check(Alerting.GOOGLE_SRE.tiers().getLast(), "99.9%");

        assertThat(ticket.check(traffic.after(3600)).isFiring()).isFalse();
        assertThat(firstFiring(ticket, traffic, 4 * DAYS)).isBetween(25_920L, 26_100L);
    }

    @Test
    void one_failed_request_of_few_is_no_breach() {
        TierState state = page(9, 1);

        assertThat(state.finds()).isEqualTo(TierState.Finds.TooFew);
        assertThat(state.requests()).isEqualTo(10);
        assertThat(state.bad()).isEqualTo(1);
        assertThat(state.pValue()).isBetween(0.13, 0.14);
    }

    @Test
    void two_failed_requests_of_few_are() {
        assertThat(page(8, 2).finds()).isEqualTo(TierState.Finds.Firing);
    }

    /** Ten requests an hour, one of which fails every ten hours. */
    @Test
    void a_slow_leak_of_a_quiet_service_is_a_ticket() {
        TierCheck ticket = check(Alerting.GOOGLE_SRE.tiers().getLast(), "99.9%");
        TierState state =
                ticket.check(length -> {
                    long hours = length.toHours();
                    long bad = Math.max(1, hours / 10);
                    return new WindowCounts(length, new Counts(hours * 10 - bad, bad, 0), length);
                });

        assertThat(state.finds()).isEqualTo(TierState.Finds.Firing);
        assertThat(state.bad()).isEqualTo(7);
        assertThat(state.pValue()).isLessThan(0.0001);
    }

    @Test
    void without_requests_nothing_is_known_and_nothing_fires() {
        TierState state = page(0, 0);

        assertThat(state.longBurn()).isNull();
        assertThat(state.shortBurn()).isNull();
        assertThat(state.finds()).isEqualTo(TierState.Finds.Calm);
    }

    @Test
    void what_cannot_be_read_any_more_has_not_ended() {
        TierCheck check = check(Alerting.GOOGLE_SRE.tiers().getFirst(), "99.9%");

        TierState state =
                check.check(length ->
                        length.equals(Duration.ofHours(1))
                                ? new WindowCounts(
                                        length, new Counts(1000, 1000, 0), Duration.ofMinutes(50))
                                : new WindowCounts(length, Counts.NONE, Duration.ZERO));

        assertThat(state.finds()).isEqualTo(TierState.Finds.Unread);
        assertThat(state.keepsOpen()).isTrue();
    }

    /** 0.0144 of 10,000 is 144: exactly at the limit, where doubles would be on either side. */
    @Test
    void at_the_limit_is_not_above_it() {
        Tier tier =
                new Tier(
                        "t",
                        Severity.Page,
                        Duration.ofHours(1),
                        Duration.ofMinutes(5),
                        new BigDecimal("14.4"));
        TierCheck atHalf = new TierCheck(tier, Objective.parse("99.9%"), new BigDecimal("0.5"));

        assertThat(atHalf.check(read(9_856_000_000L, 144_000_000L)).finds())
                .isEqualTo(TierState.Finds.Calm);
        assertThat(atHalf.check(read(9_855_999_999L, 144_000_001L)).finds())
                .isNotEqualTo(TierState.Finds.Calm);
    }

    private static TierState page(long good, long bad) {
        return check(Alerting.GOOGLE_SRE.tiers().getFirst(), "99.9%").check(read(good, bad));
    }

    private static WindowCounts.Source read(long good, long bad) {
        return length -> new WindowCounts(length, new Counts(good, bad, 0), length);
    }

    private static TierCheck check(Tier tier, String objective) {
        return new TierCheck(tier, Objective.parse(objective), Alerting.DEFAULT_ALPHA);
    }

    private static long firstFiring(TierCheck check, SteadyTraffic traffic, long until) {
        for (long at = 1; at <= until; at += at < 4000 ? 1 : 5) {
            if (check.check(traffic.after(at)).isFiring()) {
                return at;
            }
        }
        return NEVER;
    }
}
