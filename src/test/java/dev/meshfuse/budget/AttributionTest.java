package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshfuse.budget.Attribution.Finds;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Property;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose errors a budget burns by: of an objective of 99.9 %, with rho 1.5 and alpha 0.01. */
class AttributionTest {
    private static final BigDecimal ALLOWED = new BigDecimal("0.001");
    private static final BigDecimal RHO = new BigDecimal("1.5");
    private static final BigDecimal ALPHA = new BigDecimal("0.01");

    @ParameterizedTest(name = "{6}: canary {1} of {0}, stable {3} of {2}, {5} of {4} in all")
    @CsvSource({
        // n_c, y_c, n_s, y_s, n, y, finds
        "300, 300, 2700, 3, 3000, 303, Canary",
        "300, 60, 2700, 0, 3000, 60, Canary",
        "3000, 90, 300, 0, 3300, 90, Canary",
        "300, 300, 2700, 60, 3000, 360, Canary", // stable makes a sixth
        "300, 300, 2700, 90, 3000, 390, Shared", // stable makes a quarter
        "300, 30, 2700, 270, 3000, 300, Shared", // both sides alike
        "300, 45, 2700, 270, 3000, 315, Shared", // worse by less than rho
        "30, 30, 2970, 297, 3000, 327, Shared", // a tiny canary that fails, beside much else
        "300, 0, 2700, 270, 3000, 270, Shared",
        "300, 60, 2700, 0, 3000, 120, Unplaced",
        "300, 0, 2700, 0, 3000, 60, Unplaced",
        "300, 300, 0, 0, 300, 300, NoStable",
        "300, 300, 9, 0, 309, 300, NoStable",
        "5, 2, 50, 0, 55, 2, Chance",
        "100, 2, 1000, 0, 1100, 2, Chance"
    })
    void the_canary_explains_a_burn_only_if_its_excess_is_most_of_it(
            long canary,
            long canaryBad,
            long stable,
            long stableBad,
            long all,
            long bad,
            Finds finds) {
        assertThat(
                        of(counts(canary, canaryBad), counts(stable, stableBad), counts(all, bad))
                                .finds())
                .isEqualTo(finds);
    }

    @Test
    void the_numbers_are_those_of_the_formulas() {
        Attribution found = of(counts(300, 60), counts(2700, 8), counts(3000, 68));

        // rho (8 + 1)/(2700 + 1) = 0.00499815; 60 - 300 x that; 68 - 3; 1.5 x 300 of 450 + 2700
        assertThat(found.expectedRatio()).isCloseTo(1.5 * 9 / 2701, within(1e-12));
        assertThat(found.canaryExcess()).isCloseTo(60 - 300 * 1.5 * 9 / 2701, within(1e-9));
        assertThat(found.excess()).isCloseTo(65, within(1e-9));
        assertThat(found.share()).isCloseTo(found.canaryExcess() / 65, within(1e-12));
        assertThat(found.pValue())
                .isEqualTo(BinomialTail.atLeast(68, 60, 450.0 / 3150))
                .isLessThan(1e-12);
        assertThat(found.unplacedBad()).isZero();
    }

    @Test
    void a_canary_may_show_what_the_objective_allows_even_if_stable_shows_less() {
        Attribution found = of(counts(100_000, 90), counts(900_000, 0), counts(1_000_000, 90));

        assertThat(found.expectedRatio()).isEqualTo(0.001);
        assertThat(found.canaryExcess()).isZero();
        assertThat(found.explains()).isFalse();
    }

    @Test
    void sides_that_are_ahead_of_the_whole_by_a_few_requests_leave_none_unplaced() {
        Attribution found = of(counts(310, 305), counts(2790, 3), counts(3000, 300));

        assertThat(found.whole()).isEqualTo(counts(3100, 308));
        assertThat(found.unplacedBad()).isZero();
        assertThat(found.finds()).isEqualTo(Finds.Canary);
    }

    @Test
    void the_sentence_has_all_numbers() {
        assertThat(
                        of(counts(300, 60), counts(2700, 8), counts(3000, 70))
                                .sentence("that the budget burns", "5m"))
                .isEqualTo(
                        "The canary explains that the budget burns: 87% of the excess errors are its own (80% are"
                                + " needed); in the last 5m 60 of its 300 requests were bad, 8 of stable's 2700, and 2"
                                + " more on neither side.");
    }

    @Property
    void an_outage_that_hits_both_sides_in_proportion_is_never_the_canarys(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < 1000; i++) {
            long bad = random.nextLong(1, 1000);
            long good = random.nextLong(1000);
            long times = random.nextLong(1, 100);
            Counts one = new Counts(good, bad, 0);
            Counts more = new Counts(good * times, bad * times, 0);
            boolean larger = random.nextBoolean();
            Attribution found = of(larger ? more : one, larger ? one : more, one.plus(more));

            assertThat(found.explains()).as("%s", found).isFalse();
        }
    }

    @Property
    void an_outage_of_both_sides_is_not_the_canarys_whatever_falls_where_by_chance(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            double ratio = random.nextDouble(0.01, 0.9);
            Counts canary = served(random.nextInt(1, 2000), ratio, random);
            Counts stable = served(random.nextInt(1, 2000), ratio, random);

            assertThat(of(canary, stable, canary.plus(stable)).explains()).isFalse();
        }
    }

    @Property
    void a_canary_that_makes_all_the_excess_explains_it_however_small_it_is(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            Counts stable = served(random.nextInt(1000, 100_000), 0.0005, random);
            long requests = stable.total() / random.nextInt(1, 20);
            long bad = Math.max(requests / 2, 20 * (stable.bad() + 1));
            Counts canary = counts(Math.max(requests, bad), bad);

            assertThat(of(canary, stable, canary.plus(stable)).finds()).isEqualTo(Finds.Canary);
        }
    }

    @Property
    void errors_on_neither_side_never_speak_for_a_trip(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            Counts canary = served(random.nextInt(1, 500), random.nextDouble(), random);
            Counts stable = served(random.nextInt(1, 5000), random.nextDouble(0.05), random);
            Counts sides = canary.plus(stable);
            Counts more = sides.plus(counts(1000, random.nextInt(1, 1000)));

            if (of(canary, stable, more).explains()) {
                assertThat(of(canary, stable, sides).explains()).isTrue();
            }
        }
    }

    private static Attribution of(Counts canary, Counts stable, Counts whole) {
        return Attribution.of(canary, stable, whole, ALLOWED, RHO, ALPHA);
    }

    private static Counts served(int requests, double badRatio, RandomGenerator random) {
        long bad = 0;
        for (int i = 0; i < requests; i++) {
            bad += random.nextDouble() < badRatio ? 1 : 0;
        }
        return counts(requests, bad);
    }

    private static Counts counts(long requests, long bad) {
        return new Counts(requests - bad, bad, 0);
    }
}
