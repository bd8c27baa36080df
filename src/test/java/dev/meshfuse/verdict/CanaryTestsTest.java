package dev.meshfuse.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.testing.Property;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanaryTestsTest {
    /** One false alarm in 30 days, ticks of a second. */
    private static final double THRESHOLD = Math.log(2_592_000);

    private static final TestSettings SETTINGS = new TestSettings(0.0144, 1.5, THRESHOLD, 1);
    private static final double ROUNDING = 1e-6;
    private static final StableShown USUAL =
            new StableShown(90_000, 90, List.of(), 0, 0, Bursts.NONE);

    @ParameterizedTest
    @CsvSource({"PT1S, 14.767940", "PT2S, 14.074793", "PT5S, 13.158502"})
    void the_threshold_is_the_log_of_the_ticks_in_a_period(Duration tick, double expected) {
        TestSettings settings = TestSettings.of(Objective.parse("99.9%"), FusePolicy.DEFAULT, tick);

        assertThat(settings.threshold()).isCloseTo(expected, within(5e-7));
        assertThat(settings.limitRatio()).isEqualTo(0.0144);
        assertThat(settings.rho()).isEqualTo(1.5);
        assertThat(settings.alone()).isCloseTo(expected + Math.log(3), within(5e-7));
    }

    @Test
    void a_total_failure_at_ten_requests_a_second_is_decided_with_the_third_block() {
        CanaryTests two = tests().after(failing(10, 10)).after(failing(10, 10));

        assertThat(two.convicts()).isFalse();
        assertThat(two.after(failing(10, 10)).convicts()).isTrue();
    }

    @Test
    void what_comes_from_one_caller_holds_and_never_convicts() {
        CanaryTests tests = tests();
        for (int second = 0; second < 1000; second++) {
            tests =
                    tests.after(
                            new Tick(
                                    new Shown(12, 4),
                                    new Shown(90, 0),
                                    Map.of("a", new Shown(4, 4), "b", new Shown(8, 0)),
                                    Map.of()));
            assertThat(tests.convicts()).isFalse();
        }

        assertThat(tests.usersHurt()).isTrue();
        assertThat(tests.isWorse()).isTrue();
        assertThat(tests.weakest()).isEqualTo(new LeaveOneOut.Weakest("a", 0));
    }

    @Test
    void what_comes_from_one_pod_holds_and_never_convicts() {
        CanaryTests tests = tests();
        for (int second = 0; second < 1000; second++) {
            tests =
                    tests.after(
                            new Tick(
                                    new Shown(12, 4),
                                    new Shown(90, 0),
                                    Map.of("a", new Shown(6, 2), "b", new Shown(6, 2)),
                                    Map.of("p1", new Shown(4, 4), "p2", new Shown(8, 0))));
            assertThat(tests.convicts()).isFalse();
        }

        assertThat(tests.isWorse()).isTrue();
        assertThat(tests.weakest()).isEqualTo(new LeaveOneOut.Weakest("p1", 0));
    }

    @Test
    void failures_that_reached_no_pod_belong_to_every_pod() {
        CanaryTests tests = tests();
        for (int second = 0; second < 10; second++) {
            tests =
                    tests.after(
                            new Tick(
                                    new Shown(10, 8),
                                    new Shown(90, 0),
                                    Map.of(),
                                    Map.of("p1", new Shown(1, 0), "p2", new Shown(1, 0))));
        }

        assertThat(tests.convicts()).isTrue();
    }

    @Test
    void evidence_from_before_a_caller_came_counts_in_the_copy_without_it() {
        CanaryTests before = tests();
        for (int second = 0; second < 3; second++) {
            before = before.after(failing(10, 5));
        }
        double shown = before.weakest().nats();

        CanaryTests after =
                before.after(
                        new Tick(
                                new Shown(10, 0),
                                new Shown(90, 0),
                                Map.of("a", new Shown(5, 0), "b", new Shown(5, 0)),
                                Map.of()));

        assertThat(after.weakest().leftOut()).isEqualTo("a");
        assertThat(after.weakest().nats()).isPositive().isLessThan(shown);
        assertThat(after.sources().copies().getFirst().bet()).isEqualTo(after.whole());
    }

    @Test
    void where_one_caller_is_nearly_all_there_is_nobody_is_left_out() {
        CanaryTests tests = tests();
        for (int second = 0; second < 10; second++) {
            tests =
                    tests.after(
                            new Tick(
                                    new Shown(100, 50),
                                    new Shown(900, 0),
                                    Map.of("a", new Shown(98, 50), "b", new Shown(2, 0)),
                                    Map.of()));
        }

        assertThat(tests.weakest().leftOut()).isEmpty();
        assertThat(tests.convicts()).isTrue();
    }

    @Test
    void a_caller_that_is_silent_for_an_hour_is_forgotten() {
        Tick both =
                new Tick(
                        new Shown(10, 0),
                        new Shown(90, 0),
                        Map.of("a", new Shown(5, 0), "b", new Shown(5, 0)),
                        Map.of());
        Tick one =
                new Tick(
                        new Shown(10, 0),
                        new Shown(90, 0),
                        Map.of("a", new Shown(10, 0)),
                        Map.of());
        CanaryTests tests = tests().after(both);
        for (int second = 0; second < 3599; second++) {
            tests = tests.after(one);
        }
        assertThat(names(tests)).containsExactly("a", "b");

        assertThat(names(tests.after(one))).containsExactly("a");
    }

    @Test
    void more_than_sixteen_callers_share_copies_and_none_of_their_requests_is_lost() {
        Map<String, Shown> many = new HashMap<>();
        for (int caller = 0; caller < 100; caller++) {
            many.put("caller-" + caller, new Shown(2, 1));
        }
        Tick tick = new Tick(new Shown(200, 100), new Shown(1800, 0), many, Map.of());

        CanaryTests tests = tests().after(tick);

        assertThat(tests.sources().copies()).hasSize(16);
        assertThat(tests.sources().copies().stream().mapToDouble(LeaveOneOut.Copy::requests).sum())
                .isEqualTo(200);
        CanaryTests later = tests;
        for (int second = 0; second < 5; second++) {
            later = later.after(tick);
        }
        assertThat(later.sources().copies()).hasSize(16);
        assertThat(later.convicts()).isTrue();
    }

    @Test
    void trouble_of_both_sides_is_no_evidence_against_the_canary() {
        CanaryTests tests = tests();
        for (int second = 0; second < 600; second++) {
            tests = tests.after(Tick.of(new Shown(10, 5), new Shown(90, 45)));
            assertThat(tests.isWorse()).isFalse();
        }

        assertThat(tests.usersHurt()).isTrue();
        assertThat(Objects.requireNonNull(tests.allowed()).now()).isTrue();
    }

    @Test
    void without_stable_there_is_nothing_to_compare_with_and_users_may_be_hurt() {
        CanaryTests tests = tests();
        for (int second = 0; second < 600; second++) {
            tests = tests.after(Tick.of(new Shown(10, 10), Shown.NOTHING));
        }

        assertThat(tests.usersHurt()).isTrue();
        assertThat(tests.raw()).isEqualTo(Bet.NONE);
    }

    @Test
    void before_stable_has_served_anything_nothing_is_worse() {
        CanaryTests tests = CanaryTests.start(SETTINGS, StableShown.NOTHING);

        tests = tests.after(failing(10, 10)).after(failing(10, 10)).after(failing(10, 10));

        assertThat(tests.isWorse()).isFalse();
        assertThat(tests.stable().suffices()).isFalse();
    }

    @Test
    void evidence_that_was_acted_on_begins_anew_and_stable_stays_known() {
        CanaryTests tests = tests();
        for (int second = 0; second < 5; second++) {
            tests = tests.after(failing(10, 10));
        }

        CanaryTests anew = tests.fromZero();

        assertThat(anew.absolute().evidence()).isZero();
        assertThat(anew.raw().evidence()).isZero();
        assertThat(anew.weakest().nats()).isZero();
        assertThat(anew.stable()).isEqualTo(tests.stable());
    }

    @Property
    void a_canary_like_stable_is_never_convicted(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        double ratio = random.nextDouble() * 0.004;
        int requests = random.nextInt(1, 60);
        CanaryTests tests = CanaryTests.start(SETTINGS, StableShown.NOTHING);
        for (int second = 0; second < 10_000; second++) {
            Shown canary = shown(requests, ratio, random);
            tests = tests.after(Tick.of(canary, shown(9 * requests, ratio, random)));
            assertThat(tests.convicts()).isFalse();
        }
    }

    @Property
    void no_copy_without_anyone_is_above_what_all_show(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        CanaryTests tests = tests();
        for (int second = 0; second < 2000; second++) {
            Map<String, Shown> callers = new HashMap<>();
            Shown all = Shown.NOTHING;
            for (int caller = 0; caller < 5; caller++) {
                Shown its = shown(random.nextInt(4), 0.2 * random.nextDouble(), random);
                callers.put("c" + caller, its);
                all = all.plus(its);
            }
            tests = tests.after(new Tick(all, shown(90, 0.001, random), callers, Map.of()));
            double of = tests.whole().evidence();
            assertThat(tests.raw().evidence()).isGreaterThanOrEqualTo(of - ROUNDING);
            assertThat(tests.convicts())
                    .isEqualTo(tests.usersHurt() && tests.isWorseWithoutAnyone());
            assertThat(tests.sources().copies()).hasSizeLessThanOrEqualTo(5);
        }
    }

    @Test
    void two_callers_that_fail_one_after_the_other_hold_and_never_convict() {
        CanaryTests tests = tests();
        for (int second = 0; second < 600; second++) {
            tests = tests.after(failingFor(second < 300 ? "a" : "b"));
            assertThat(tests.convicts()).isFalse();
        }

        assertThat(tests.isWorse()).isTrue();
        assertThat(tests.sources().aside().names()).containsExactly("a", "b");
        assertThat(tests.weakest().leftOut()).isEqualTo("a, b");
    }

    @Test
    void a_canary_that_fails_for_all_after_it_failed_for_one_is_convicted_as_fast_as_ever() {
        CanaryTests tests = tests();
        for (int second = 0; second < 300; second++) {
            tests = tests.after(failingFor("a"));
        }
        assertThat(tests.sources().aside().names()).containsExactly("a");

        Tick all = failingFor("a", "b", "c", "d");

        assertThat(tests.after(all).after(all).convicts()).isFalse();
        assertThat(tests.after(all).after(all).after(all).convicts()).isTrue();
    }

    @Test
    void a_caller_that_was_set_aside_counts_again_once_all_is_calm() {
        CanaryTests tests = tests();
        for (int second = 0; second < 60; second++) {
            tests = tests.after(failingFor("a"));
        }
        assertThat(tests.sources().aside().names()).containsExactly("a");

        for (int second = 0; second < 3600; second++) {
            tests = tests.after(failingFor());
        }

        assertThat(tests.sources().aside()).isEqualTo(SetAside.NOBODY);
    }

    @Test
    void of_two_callers_none_is_set_aside() {
        Tick one =
                new Tick(
                        new Shown(12, 4),
                        new Shown(90, 0),
                        Map.of("a", new Shown(4, 4), "b", new Shown(8, 0)),
                        Map.of());
        CanaryTests tests = tests();
        for (int second = 0; second < 600; second++) {
            tests = tests.after(one);
        }

        assertThat(tests.sources().aside().names()).isEmpty();
    }

    @Test
    void what_the_others_show_as_well_sets_nobody_aside() {
        CanaryTests tests = tests();
        for (int second = 0; second < 600; second++) {
            tests =
                    tests.after(
                            new Tick(
                                    new Shown(16, 5),
                                    new Shown(90, 0),
                                    Map.of(
                                            "a", new Shown(4, 4),
                                            "b", new Shown(4, second % 3 == 0 ? 1 : 0),
                                            "c", new Shown(4, second % 3 == 1 ? 1 : 0),
                                            "d", new Shown(4, second % 3 == 2 ? 1 : 0)),
                                    Map.of()));
        }

        assertThat(tests.sources().aside().names()).isEmpty();
        assertThat(tests.convicts()).isTrue();
    }

    /** Four callers with four requests each, of which those named fail. */
    private static Tick failingFor(String... names) {
        Map<String, Shown> callers = new HashMap<>();
        for (String name : List.of("a", "b", "c", "d")) {
            callers.put(name, new Shown(4, List.of(names).contains(name) ? 4 : 0));
        }
        return new Tick(new Shown(16, 4L * names.length), new Shown(90, 0), callers, Map.of());
    }

    private static Shown shown(int requests, double ratio, RandomGenerator random) {
        int bad = 0;
        for (int i = 0; i < requests; i++) {
            bad += random.nextDouble() < ratio ? 1 : 0;
        }
        return new Shown(requests, bad);
    }

    private static List<String> names(CanaryTests tests) {
        return tests.sources().copies().stream().map(LeaveOneOut.Copy::name).toList();
    }

    private static CanaryTests tests() {
        return CanaryTests.start(SETTINGS, USUAL);
    }

    private static Tick failing(long requests, long bad) {
        return Tick.of(new Shown(requests, bad), new Shown(90, 0));
    }
}
