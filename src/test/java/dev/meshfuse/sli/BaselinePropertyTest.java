package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Property;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Against {@link ModelTarget}, which knows the true counters. */
class BaselinePropertyTest {
    @Property
    void the_sum_of_increments_is_what_completed_scrapes_have_shown(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ModelTarget target = ModelTarget.live("t", random);

        assertThatGainsAreShown(target.readings(), target);
    }

    @Property
    void a_clock_that_is_set_adds_and_takes_nothing(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ModelTarget target = ModelTarget.underASetClock("t", random);

        assertThatGainsAreShown(target.readings(), target);
    }

    @Property
    void what_is_gained_is_told_of_the_time_that_has_passed_wherever_the_clock_was_set(long seed) {
        ModelTarget target = ModelTarget.underASetClock("t", new SplittableRandom(seed));
        Baseline known = null;
        Instant before = null;
        for (Reading reading : target.readings()) {
            Instant steady = reading.at().minus(reading.clock().ahead());
            Baseline.Advance advance = Baseline.advance(known, reading);
            if (before != null) {
                assertThat(Duration.between(advance.since(), reading.at()))
                        .isBetween(Duration.ZERO, Duration.between(before, steady));
            }
            before = steady;
            known = advance.next();
        }
    }

    @Property
    void a_target_that_is_handed_to_and_fro_gains_what_its_scrapes_have_shown(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ModelTarget target = ModelTarget.handedOver("t", random);

        assertThatGainsAreShown(target.readings(), target);
    }

    @Property
    void what_collectors_send_again_adds_nothing(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ModelTarget target = ModelTarget.handedOver("t", random);
        List<Reading> again = new ArrayList<>();
        for (Reading reading : target.readings()) {
            again.add(reading);
            if (random.nextInt(3) == 0) {
                again.add(reading);
            }
        }

        assertThatGainsAreShown(again, target);
    }

    @Property
    void readings_may_come_again_and_between_those_of_other_targets(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<ModelTarget> targets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            targets.add(ModelTarget.live("t" + i, random));
        }

        Map<String, List<Baseline.Gain>> inAnyOrder = increments(delivery(targets, random));

        for (ModelTarget target : targets) {
            assertThat(inAnyOrder.getOrDefault(target.name(), List.of()))
                    .isEqualTo(
                            increments(target.readings()).getOrDefault(target.name(), List.of()));
        }
    }

    @Property
    void targets_that_are_handed_to_and_fro_do_not_disturb_each_other(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<ModelTarget> targets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            targets.add(ModelTarget.handedOver("t" + i, random));
        }

        Map<String, List<Baseline.Gain>> inAnyOrder = increments(delivery(targets, random));

        for (ModelTarget target : targets) {
            assertThatGainsAreShown(
                    Map.of(target.name(), inAnyOrder.getOrDefault(target.name(), List.of())),
                    target);
        }
    }

    @Property
    void a_crash_between_what_is_kept_and_what_is_known_loses_and_doubles_nothing(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ModelTarget target = ModelTarget.live("t", random);
        Baseline known = null;
        Baseline kept = null;
        List<Baseline.Gain> gained = new ArrayList<>();
        for (Reading reading : target.readings()) {
            Baseline.Advance advance = Baseline.advance(known, reading);
            gained.addAll(advance.gains());
            kept = advance.mustBeKept(kept) ? advance.next() : kept;
            known = random.nextInt(3) == 0 ? kept : advance.next();
        }

        assertThatGainsAreShown(Map.of(target.name(), gained), target);
    }

    @Property
    void two_collectors_may_read_one_process_with_clocks_of_their_own(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Reading> delivered = new ArrayList<>();
        List<Reading> held = new ArrayList<>();
        long value = random.nextLong(1000);
        for (int i = 1; i <= 200; i++) {
            value += random.nextLong(20);
            boolean first = random.nextBoolean();
            Reading reading = turn(first ? 1000 : 2000, i, first ? 0 : 3, value);
            // the second one's readings may be on their way while the first one's arrive
            if (first || random.nextBoolean()) {
                if (!first) {
                    delivered.addAll(held);
                    held.clear();
                }
                delivered.add(reading);
            } else {
                held.add(reading);
            }
        }
        long known = delivered.getFirst().series().getFirst().requests();
        long highest =
                delivered.stream()
                        .mapToLong(r -> r.series().getFirst().requests())
                        .max()
                        .orElseThrow();

        Map<String, Long> counted = totals(increments(delivered));

        assertThat(counted.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(highest - known);
    }

    private static Reading turn(long collector, int second, int ahead, long value) {
        Instant at = Instant.parse("2026-03-01T10:00:00Z").plusSeconds(second + ahead);
        Reading.Series series = Shown.requests("s", Requests.toCart().labels(), value);
        return new Reading(
                "t",
                "p",
                null,
                collector,
                second,
                at,
                at,
                3600L + second,
                true,
                "/",
                List.of(series));
    }

    /** Each target's readings in their order, mixed with those of others, some delivered again. */
    private static List<Reading> delivery(List<ModelTarget> targets, RandomGenerator random) {
        List<Reading> delivered = new ArrayList<>();
        int[] next = new int[targets.size()];
        int left = targets.stream().mapToInt(target -> target.readings().size()).sum();
        while (left > 0) {
            int which = random.nextInt(targets.size());
            List<Reading> readings = targets.get(which).readings();
            if (next[which] > 0 && random.nextInt(3) == 0) {
                delivered.add(readings.get(random.nextInt(next[which])));
            } else if (next[which] < readings.size()) {
                delivered.add(readings.get(next[which]++));
                left--;
            }
        }
        return delivered;
    }

    private static Map<String, List<Baseline.Gain>> increments(List<Reading> readings) {
        Map<String, Baseline> known = new HashMap<>();
        Map<String, List<Baseline.Gain>> gained = new HashMap<>();
        for (Reading reading : readings) {
            Baseline.Advance advance = Baseline.advance(known.get(reading.target()), reading);
            known.put(reading.target(), advance.next());
            gained.computeIfAbsent(reading.target(), t -> new ArrayList<>())
                    .addAll(advance.gains());
        }
        return gained;
    }

    private static void assertThatGainsAreShown(List<Reading> readings, ModelTarget target) {
        assertThatGainsAreShown(increments(readings), target);
    }

    private static void assertThatGainsAreShown(
            Map<String, List<Baseline.Gain>> gained, ModelTarget target) {
        Map<String, Long> durations = new TreeMap<>();
        gained.values().stream()
                .flatMap(List::stream)
                .forEach(gain ->
                        ModelTarget.add(gain.labels().workload(), gain.latency(), durations));

        assertThat(totals(gained)).isEqualTo(target.shown());
        assertThat(durations).isEqualTo(target.shownDurations());
    }

    private static Map<String, Long> totals(Map<String, List<Baseline.Gain>> gained) {
        Map<String, Long> totals = new TreeMap<>();
        gained.values().stream()
                .flatMap(List::stream)
                .forEach(
                        gain -> totals.merge(gain.labels().workload(), gain.requests(), Long::sum));
        return totals;
    }
}
