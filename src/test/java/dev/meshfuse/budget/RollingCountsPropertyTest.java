package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.testing.Property;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Against a reference that keeps every event and sums anew each time. */
class RollingCountsPropertyTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration SLOT = Duration.ofSeconds(10);
    private static final List<Duration> WINDOWS =
            List.of(Duration.ofSeconds(10), Duration.ofSeconds(70), Duration.ofSeconds(300));

    private record Event(long slot, Map<RequestClass, Long> gained) {}

    @Property
    void windows_hold_what_the_sum_of_all_events_in_them_says(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        RollingCounts counts = new RollingCounts(SLOT, WINDOWS);
        List<Event> events = new ArrayList<>();
        Instant now = START;
        for (int i = 0; i < 400; i++) {
            now = now.plusMillis(random.nextLong(i % 50 == 0 ? 400_000 : 8000));
            counts.advance(now);
            Instant at = now.plusSeconds(random.nextLong(-350, 20));
            Map<RequestClass, Long> gained = gained(random);
            counts.add(at, gained);
            events.add(new Event(Math.min(slotOf(at), slotOf(now)), gained));
            assertSame(counts, events, slotOf(now));
        }
    }

    @Property
    void slots_put_back_in_any_order_give_the_same_windows(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        RollingCounts counts = new RollingCounts(SLOT, WINDOWS);
        counts.advance(START);
        Map<Long, Slot> kept = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            long slot = counts.add(START.minusSeconds(random.nextLong(400)), gained(random));
            if (slot >= 0) {
                kept.put(slot, counts.slot(slot));
            }
        }

        RollingCounts restored = new RollingCounts(SLOT, WINDOWS);
        List<Map.Entry<Long, Slot>> order = new ArrayList<>(kept.entrySet());
        Collections.shuffle(order, Random.from(random));
        order.forEach(slot -> restored.restore(slot.getKey(), slot.getValue()));
        Instant later = START.plusSeconds(random.nextLong(400));
        counts.advance(later);
        restored.advance(later);

        for (Duration window : WINDOWS) {
            assertThat(restored.total(window)).isEqualTo(counts.total(window));
            assertThat(restored.observed(window)).isEqualTo(counts.observed(window));
        }
    }

    private static void assertSame(RollingCounts counts, List<Event> events, long current) {
        for (Duration window : WINDOWS) {
            long length = window.dividedBy(SLOT);
            Map<RequestClass, Long> total = new HashMap<>();
            Set<Long> read = new HashSet<>();
            for (Event event : events) {
                if (event.slot() > current - length) {
                    event.gained().forEach((request, n) -> total.merge(request, n, Long::sum));
                    read.add(event.slot());
                }
            }
            assertThat(counts.total(window)).isEqualTo(total);
            assertThat(counts.observed(window)).isEqualTo((double) read.size() / length);
        }
    }

    private static Map<RequestClass, Long> gained(RandomGenerator random) {
        Map<RequestClass, Long> gained = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int code = 200 + 100 * random.nextInt(4);
            gained.put(new RequestClass(code, -1, false, false, true), random.nextLong(1, 1000));
        }
        return gained;
    }

    private static long slotOf(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), SLOT.toSeconds());
    }
}
