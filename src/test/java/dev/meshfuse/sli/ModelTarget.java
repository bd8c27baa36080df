package dev.meshfuse.sli;

import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.SeriesId;
import dev.meshfuse.testing.Clocks;
import dev.meshfuse.testing.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A target that lives through traffic, scrapes, evictions and restarts, and keeps for each process
 * what it truly served, so that what its scrapes have shown can be told without comparing readings.
 */
final class ModelTarget {
    private static final double[] BOUNDS = {10, 100};
    private static final Instant WATCHED = Instant.parse("2026-03-01T10:00:00Z");

    /** One process's life. Requests are numbered from its start, whatever its counters say. */
    private static final class Life {
        final String uid;
        final Instant startedAt;
        final Map<String, Long> served = new HashMap<>();
        final Map<String, Long> evictedAt = new HashMap<>();
        final Set<String> hidden = new HashSet<>();
        final Map<String, Long> shownUpTo = new HashMap<>();

        /** How far histograms have come: a proxy merges them every few seconds. */
        final Map<String, Long> merged = new HashMap<>();

        final Map<String, Long> durationsShownUpTo = new HashMap<>();
        boolean newcomersAreNew;

        Life(String uid, Instant startedAt, boolean underWatch) {
            this.uid = uid;
            this.startedAt = startedAt;
            this.newcomersAreNew = underWatch;
        }
    }

    /** Who reads it, with a clock of its own. */
    private record Collector(long id, Duration ahead) {}

    private static final Collector ALONE = new Collector(1000, Duration.ZERO);

    /** Clocks that are up to eight seconds apart. */
    private static final List<Collector> REPLICAS =
            List.of(
                    new Collector(2000, Duration.ofMillis(-4000)),
                    new Collector(2001, Duration.ofMillis(3700)),
                    new Collector(2002, Duration.ZERO));

    private final String name;
    private final RandomGenerator random;
    private final boolean tellsUptime;
    private final List<Collector> collectors;

    /** What is on its way, all of one collector, while others' readings arrive. */
    private final List<Reading> held = new ArrayList<>();

    private final List<Reading> readings = new ArrayList<>();
    private final Map<String, Long> shown = new TreeMap<>();
    private final Map<String, Long> shownDurations = new TreeMap<>();
    private Instant now = WATCHED;
    private Life process;
    private int processes = 1;
    private Collector collector;

    /** How far the collector's clock has been set. */
    private Duration set = Duration.ZERO;

    private boolean clockIsSet;
    private long scrapes;

    private ModelTarget(
            String name, RandomGenerator random, boolean tellsUptime, List<Collector> collectors) {
        this.name = name;
        this.random = random;
        this.tellsUptime = tellsUptime;
        this.collectors = collectors;
        this.collector = collectors.getFirst();
        this.process = new Life("p1", now.minusSeconds(random.nextInt(10, 9999)), false);
        serve();
    }

    /** A target with a random life behind it, read by one collector. */
    static ModelTarget live(String name, RandomGenerator random) {
        ModelTarget target = new ModelTarget(name, random, random.nextBoolean(), List.of(ALONE));
        target.live();
        return target;
    }

    /** The same, where the clock of the collector is set forward and back, at any moment. */
    static ModelTarget underASetClock(String name, RandomGenerator random) {
        ModelTarget target = new ModelTarget(name, random, random.nextBoolean(), List.of(ALONE));
        target.clockIsSet = true;
        target.live();
        return target;
    }

    /**
     * The same, but handed to and fro between collectors, which overlap, and whose readings
     * overtake each other. It was read before, and tells its uptime.
     */
    static ModelTarget handedOver(String name, RandomGenerator random) {
        ModelTarget target = new ModelTarget(name, random, true, REPLICAS);
        target.scrape(true);
        target.arrive();
        target.live();
        target.arrive();
        return target;
    }

    private void live() {
        for (int i = 0; i < 200; i++) {
            now = now.plusMillis(random.nextLong(1, 5000));
            set = clockIsSet ? set.plus(Clocks.anySetting(random)) : set;
            switch (random.nextInt(20)) {
                case 0 -> restart();
                case 1 -> evict();
                case 2, 3 -> scrape(false);
                case 4, 5, 6, 7, 8 -> scrape(true);
                case 9 -> handOver();
                default -> serve();
            }
        }
    }

    /** Another one reads from now on; the former one may have a scrape under way. */
    private void handOver() {
        if (collectors.size() == 1) {
            serve();
            return;
        }
        Collector former = collector;
        collector = collectors.get(random.nextInt(collectors.size()));
        scrape(true);
        if (random.nextBoolean()) {
            now = now.plusMillis(random.nextLong(2000));
            serve();
            Collector next = collector;
            collector = former;
            scrape(random.nextBoolean());
            collector = next;
        }
    }

    String name() {
        return name;
    }

    List<Reading> readings() {
        return readings;
    }

    /** Requests by series that scrapes have shown, less what was there before the watch began. */
    Map<String, Long> shown() {
        return shown;
    }

    /** The durations of the same requests, see {@link #add}. */
    Map<String, Long> shownDurations() {
        return shownDurations;
    }

    private void serve() {
        String series = "s" + random.nextInt(6);
        process.hidden.remove(series);
        process.served.merge(series, random.nextLong(1, 50), Long::sum);
        if (random.nextBoolean()) {
            process.merged.putAll(process.served);
        }
    }

    /**
     * Without an uptime only another pod can be told from the one before; and by clocks that differ
     * a process only if it lived longer than they may differ.
     */
    private void restart() {
        long life = collectors.size() == 1 ? 5 : Baseline.BETWEEN_COLLECTORS.toSeconds() + 5;
        if (scrapes == 0 || now.isBefore(process.startedAt.plusSeconds(life))) {
            return;
        }
        arrive();
        now = now.plusSeconds(5);
        processes += tellsUptime && random.nextBoolean() ? 0 : 1;
        process = new Life("p" + processes, now, true);
    }

    /** A proxy forgets a series that has not moved for long, and so was shown as it is. */
    private void evict() {
        String series = "s" + random.nextInt(6);
        Long served = process.served.get(series);
        process.merged.putAll(process.served);
        scrape(true);
        arrive();
        if (served != null && !process.hidden.contains(series)) {
            process.hidden.add(series);
            process.evictedAt.put(series, served);
            now = now.plusSeconds(1);
            scrape(true);
            arrive();
        }
    }

    private void scrape(boolean complete) {
        List<Reading.Series> series = new ArrayList<>();
        process.served.forEach((id, served) -> {
            if (!process.hidden.contains(id) && (complete || random.nextBoolean())) {
                long evictedAt = process.evictedAt.getOrDefault(id, 0L);
                series.add(
                        new Reading.Series(
                                SeriesId.of(id),
                                Requests.toCart().to(id, "v1").labels(),
                                served - evictedAt,
                                durations(evictedAt, process.merged.getOrDefault(id, evictedAt))));
                show(id, served, served - evictedAt);
                showDurations(id, evictedAt);
            }
        });
        if (complete) {
            process.shownUpTo.keySet().removeAll(process.hidden);
            process.durationsShownUpTo.keySet().removeAll(process.hidden);
        }
        process.newcomersAreNew |= complete;
        send(
                new Reading(
                        name,
                        process.uid,
                        null,
                        new CollectorClock(collector.id(), set),
                        ++scrapes,
                        now.plus(collector.ahead()).plus(set),
                        WATCHED.plus(collector.ahead()).plus(set),
                        uptime(),
                        complete,
                        "/stats",
                        series));
    }

    /**
     * One collector's readings arrive in their order, but among those of others at any time. A
     * partial one overtakes none: that might be the only one to show a series before the process
     * ends.
     */
    private void send(Reading reading) {
        boolean follows = !held.isEmpty() && held.getFirst().collector() == reading.collector();
        boolean mayWait = collectors.size() > 1 && (held.isEmpty() || follows);
        if (mayWait && random.nextBoolean()) {
            held.add(reading);
            return;
        }
        if (follows || !reading.complete()) {
            arrive();
        }
        readings.add(reading);
    }

    private void arrive() {
        readings.addAll(held);
        held.clear();
    }

    private void show(String id, long served, long counter) {
        Long before = process.shownUpTo.put(id, served);
        long gained = before != null ? served - before : process.newcomersAreNew ? counter : 0;
        if (gained > 0) {
            shown.merge(id, gained, Long::sum);
        }
    }

    private void showDurations(String id, long evictedAt) {
        long merged = process.merged.getOrDefault(id, evictedAt);
        if (merged > evictedAt) {
            Long before = process.durationsShownUpTo.put(id, merged);
            long from = before != null ? before : process.newcomersAreNew ? evictedAt : merged;
            add(id, durations(from, merged), shownDurations);
        }
    }

    /**
     * The durations of a process' requests, of which every third is fast and every third slow.
     *
     * @param from number of the last request before them
     * @param to number of the last one
     * @return null for none
     */
    private static @Nullable Histogram durations(long from, long to) {
        long fast = to / 3 - from / 3;
        long slow = (to + 1) / 3 - (from + 1) / 3;
        return to <= from
                ? null
                : Histogram.of(BOUNDS, new long[] {fast, to - from - slow, to - from});
    }

    /** Adds up durations by series and bucket. */
    static void add(String id, @Nullable Histogram durations, Map<String, Long> sums) {
        if (durations != null) {
            for (int i = 0; i <= durations.size(); i++) {
                sums.merge(id + "/" + i, durations.atMost(i), Long::sum);
            }
        }
    }

    private @Nullable Long uptime() {
        return tellsUptime ? now.getEpochSecond() - process.startedAt.getEpochSecond() : null;
    }
}
