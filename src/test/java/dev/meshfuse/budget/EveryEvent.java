package dev.meshfuse.budget;

import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The slow reference: keeps every event, in parts of ten seconds, and sums them anew for each
 * question. Of the ladder it knows what is documented: how far from the end of its length the edge
 * of a window may be.
 */
final class EveryEvent {
    private static final long PART = 10;
    private static final long HOUR = 3600;
    private static final double[] BOUNDS = {100, 250};

    /** A window up to so many seconds moves in steps of so many. */
    private static final long[][] STEPS = {
        {HOUR, 10}, {6 * HOUR, 60}, {24 * HOUR, 300}, {72 * HOUR, 900}, {Long.MAX_VALUE, HOUR}
    };

    /** What was gained of one class: requests, and how many in each bucket. */
    record Gain(RequestClass request, long count, List<Long> buckets) {
        LatencyCounts durations() {
            long[] atMost = new long[buckets.size()];
            for (int i = 0; i < atMost.length; i++) {
                atMost[i] = buckets.get(i) + (i == 0 ? 0 : atMost[i - 1]);
            }
            return LatencyCounts.of(Histogram.of(BOUNDS, atMost));
        }
    }

    private record Event(long part, Gain gain) {}

    private final List<Event> events = new ArrayList<>();
    private final Set<Long> read = new HashSet<>();
    private long end;

    void advance(Instant now) {
        end = Math.max(end, Math.floorDiv(now.getEpochSecond(), PART) * PART + PART);
    }

    /**
     * Requests gained over a time.
     *
     * @param kept how old a part may be
     */
    void add(Instant since, Instant at, List<Gain> gains, Duration kept) {
        long to = at.toEpochMilli();
        long from = Math.min(since.toEpochMilli(), to);
        long last = Math.floorDiv(from < to ? to - 1 : to, PART * 1000);
        for (long part = Math.floorDiv(from, PART * 1000); part <= last; part++) {
            long counted = Math.min(part, end / PART - 1);
            if (counted * PART >= from(kept)) {
                read.add(counted);
                long begin = part * PART * 1000;
                for (Gain gain : gains) {
                    events.add(new Event(counted, share(gain, begin, from, to)));
                }
            }
        }
    }

    Tally tally(Duration window) {
        Tally sum = new Tally();
        for (Event event : events) {
            if (event.part() * PART >= from(window)) {
                sum.add(event.gain().request(), event.gain().count());
                sum.add(event.gain().request(), event.gain().durations());
            }
        }
        return sum;
    }

    Duration read(Duration window) {
        long parts = read.stream().filter(part -> part * PART >= from(window)).count();
        return Duration.ofSeconds(parts * PART);
    }

    private long from(Duration window) {
        int step = 0;
        while (window.toSeconds() > STEPS[step][0]) {
            step++;
        }
        return Math.ceilDiv(end - window.toSeconds(), STEPS[step][1]) * STEPS[step][1];
    }

    private static Gain share(Gain gain, long begin, long from, long to) {
        List<Long> buckets =
                gain.buckets().stream().map(count -> share(count, begin, from, to)).toList();
        return new Gain(gain.request(), share(gain.count(), begin, from, to), buckets);
    }

    private static long share(long count, long begin, long from, long to) {
        return upTo(begin + PART * 1000, count, from, to) - upTo(begin, count, from, to);
    }

    private static long upTo(long time, long count, long from, long to) {
        if (from == to) {
            return time > from ? count : 0;
        }
        long passed = Math.clamp(time - from, 0, to - from);
        return BigDecimal.valueOf(count)
                .multiply(BigDecimal.valueOf(passed))
                .divide(BigDecimal.valueOf(to - from), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
