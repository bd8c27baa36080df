package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.budget.SloHistory.Counted;
import dev.meshfuse.budget.SloHistory.Judged;
import dev.meshfuse.budget.SloHistory.OfClass;
import dev.meshfuse.definition.CountingPolicy.Reporter;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.testing.HeapSlots;
import dev.meshfuse.testing.Property;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SloHistoryTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final RequestClass GOOD = new RequestClass(200, -1, false, false, true);
    private static final RequestClass BAD = new RequestClass(503, -1, false, false, true);
    private static final RequestClass OF_SERVER = new RequestClass(200, -1, false, true, false);

    private final HeapSlots store = new HeapSlots();
    private final RollingCounts counts = new RollingCounts(store, List.of(HOUR, MONTH));

    @Test
    void slots_are_told_oldest_first_and_times_that_were_not_read_have_none() {
        add(START.plusSeconds(25), Map.of(GOOD, 4L, BAD, 1L));
        counts.add(START.plusSeconds(3), Tally.of(Map.of(GOOD, 2L)));
        counts.advance(START.plusSeconds(31));

        SloHistory history = history(HOUR, START.plusSeconds(31));

        assertThat(history.slots())
                .containsExactly(
                        new Counted(START, Duration.ofSeconds(10), 2, 0, 0, 1),
                        new Counted(START.plusSeconds(20), Duration.ofSeconds(10), 4, 1, 0, 1));
        assertThat(history.until()).isEqualTo(START.plusSeconds(40));
        assertThat(history.from()).isEqualTo(START.plusSeconds(40).minus(HOUR));
        assertThat(new Counts(history.good(), history.bad(), history.excluded()))
                .isEqualTo(new Counts(6, 1, 0));
    }

    @Test
    void an_old_slot_is_longer_and_says_how_much_of_it_was_read() {
        add(START, Map.of(GOOD, 1L));
        add(START.plusSeconds(30), Map.of(GOOD, 1L));
        Instant later = START.plus(Duration.ofHours(2));
        counts.advance(later);

        assertThat(history(MONTH, later).slots())
                .containsExactly(new Counted(START, Duration.ofMinutes(1), 2, 0, 0, 2.0 / 6));
        assertThat(history(HOUR, later).slots()).isEmpty();
    }

    @Test
    void requests_are_told_by_class_with_what_they_are_to_the_objective() {
        add(
                START,
                Map.of(
                        GOOD,
                        90L,
                        BAD,
                        7L,
                        OF_SERVER,
                        80L,
                        new RequestClass(0, -1, true, false, true),
                        3L,
                        new RequestClass(200, 14, false, false, true),
                        2L,
                        new RequestClass(200, RequestClass.NO_STATUS, false, false, true),
                        1L));

        assertThat(history(HOUR, START).requests())
                .containsExactly(
                        ofClass(200, false, null, false, Reporter.Source, Judged.Good, 90),
                        ofClass(200, false, null, false, Reporter.Destination, Judged.NotTaken, 80),
                        ofClass(503, false, null, false, Reporter.Source, Judged.Bad, 7),
                        ofClass(0, false, null, true, Reporter.Source, Judged.Excluded, 3),
                        ofClass(200, true, 14, false, Reporter.Source, Judged.Bad, 2),
                        ofClass(200, true, null, false, Reporter.Source, Judged.Bad, 1));
    }

    @Test
    void where_latency_is_measured_durations_decide_and_errors_are_excluded() {
        Tally tally = Tally.of(Map.of(GOOD, 10L, BAD, 2L));
        LatencyCounts durations =
                LatencyCounts.of(Histogram.of(new double[] {50, 100}, new long[] {5, 8, 9}));
        tally.add(GOOD, durations);
        counts.advance(START);
        counts.add(START, tally);
        Slo slow = Shop.slo();
        Slo slo =
                new Slo(
                        slow.id(),
                        1,
                        slow.service(),
                        new Indicator.Latency(Duration.ofMillis(100)),
                        slow.objective(),
                        slow.window(),
                        slow.counting(),
                        slow.alerting());

        SloHistory history = SloHistory.of(store, slo, HOUR, START);

        assertThat(history.good()).isEqualTo(8);
        assertThat(history.bad()).isEqualTo(1);
        assertThat(history.requests())
                .containsExactly(
                        new OfClass(
                                200, false, null, false, Reporter.Source, Judged.ByDuration, 10, 9),
                        new OfClass(
                                503, false, null, false, Reporter.Source, Judged.Excluded, 2, 0));
    }

    @Test
    void nothing_that_was_counted_is_hidden_by_a_clock_that_was_set_back() {
        add(START.plusSeconds(600), Map.of(GOOD, 5L));

        SloHistory history = history(HOUR, START);

        assertThat(history.good()).isEqualTo(5);
        assertThat(history.until()).isEqualTo(START.plusSeconds(610));
    }

    @Property
    void its_sum_is_the_windows_whatever_came_when(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Instant now = START;
        for (int i = 0; i < 60; i++) {
            now = now.plusSeconds(random.nextLong(i % 10 == 0 ? 400_000 : 900));
            counts.advance(now);
            counts.add(
                    now.minusSeconds(random.nextLong(i % 3 == 0 ? 100_000 : 20)),
                    Tally.of(Map.of(random.nextBoolean() ? GOOD : BAD, random.nextLong(100))));
            for (Duration window : List.of(HOUR, MONTH)) {
                SloHistory history = history(window, now);
                assertThat(new Counts(history.good(), history.bad(), history.excluded()))
                        .isEqualTo(counts.counts(window, Shop.slo()));
                assertThat(history.slots())
                        .extracting(slot -> slot.good() + slot.bad())
                        .satisfies(each ->
                                assertThat(each.stream().mapToLong(Long::longValue).sum())
                                        .isEqualTo(history.good() + history.bad()));
            }
        }
    }

    @Property
    void slots_that_are_made_longer_while_they_are_read_count_once(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Instant now = START;
        long sum = 0;
        for (int i = 0; i < 40; i++) {
            now = now.plusSeconds(random.nextLong(10, 8_000));
            long gained = random.nextLong(1, 100);
            add(now, Map.of(GOOD, gained));
            sum += gained;
        }
        Instant asked = now;
        Instant[] time = {now};
        SlotSource moving =
                new SlotSource() {
                    @Override
                    public void each(
                            int resolution, long from, long to, BiConsumer<SlotId, Slot> action) {
                        TreeMap<Long, Slot> read = new TreeMap<>();
                        store.each(resolution, from, to, (id, slot) -> read.put(id.number(), slot));
                        time[0] = time[0].plusSeconds(random.nextLong(90_000));
                        counts.advance(time[0]);
                        read.forEach((number, slot) ->
                                action.accept(new SlotId(resolution, number), slot));
                    }

                    @Override
                    public OptionalLong newest(int resolution) {
                        return store.newest(resolution);
                    }
                };

        assertThat(SloHistory.of(moving, Shop.slo(), MONTH, asked).good()).isEqualTo(sum);
    }

    private void add(Instant at, Map<RequestClass, Long> requests) {
        counts.advance(at);
        counts.add(at, Tally.of(requests));
    }

    private SloHistory history(Duration window, Instant now) {
        return SloHistory.of(store, Shop.slo(), window, now);
    }

    private static OfClass ofClass(
            int httpCode,
            boolean grpc,
            @Nullable Integer status,
            boolean callerGone,
            Reporter reporter,
            Judged judged,
            long requests) {
        return new OfClass(httpCode, grpc, status, callerGone, reporter, judged, requests, 0);
    }
}
