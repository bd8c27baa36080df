package dev.meshfuse.sli;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shown;
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
    private static final Instant WATCHED = Instant.parse("2026-03-01T10:00:00Z");

    /** One process's life. Requests are numbered from its start, whatever its counters say. */
    private static final class Life {
        final String uid;
        final Instant startedAt;
        final Map<String, Long> served = new HashMap<>();
        final Map<String, Long> evictedAt = new HashMap<>();
        final Set<String> hidden = new HashSet<>();
        final Map<String, Long> shownUpTo = new HashMap<>();
        boolean newcomersAreNew;

        Life(String uid, Instant startedAt, boolean underWatch) {
            this.uid = uid;
            this.startedAt = startedAt;
            this.newcomersAreNew = underWatch;
        }
    }

    private final String name;
    private final RandomGenerator random;
    private final boolean tellsUptime;
    private final List<Reading> readings = new ArrayList<>();
    private final Map<String, Long> shown = new TreeMap<>();
    private Instant now = WATCHED;
    private Life process;
    private int processes = 1;

    private ModelTarget(String name, RandomGenerator random) {
        this.name = name;
        this.random = random;
        this.tellsUptime = random.nextBoolean();
        this.process = new Life("p1", now.minusSeconds(random.nextInt(10, 9999)), false);
        serve();
    }

    /** A target with a random life behind it. */
    static ModelTarget live(String name, RandomGenerator random) {
        ModelTarget target = new ModelTarget(name, random);
        for (int i = 0; i < 200; i++) {
            target.now = target.now.plusMillis(random.nextLong(1, 5000));
            switch (random.nextInt(20)) {
                case 0 -> target.restart();
                case 1 -> target.evict();
                case 2, 3 -> target.scrape(false);
                case 4, 5, 6, 7, 8 -> target.scrape(true);
                default -> target.serve();
            }
        }
        return target;
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

    private void serve() {
        String series = "s" + random.nextInt(6);
        process.hidden.remove(series);
        process.served.merge(series, random.nextLong(1, 50), Long::sum);
    }

    /** Without an uptime only another pod can be told from the one before. */
    private void restart() {
        if (readings.isEmpty() || now.isBefore(process.startedAt.plusSeconds(5))) {
            return;
        }
        now = now.plusSeconds(5);
        processes += tellsUptime && random.nextBoolean() ? 0 : 1;
        process = new Life("p" + processes, now, true);
    }

    /** A proxy forgets a series that has not moved for long, and so was shown as it is. */
    private void evict() {
        String series = "s" + random.nextInt(6);
        Long served = process.served.get(series);
        scrape(true);
        if (served != null && !process.hidden.contains(series)) {
            process.hidden.add(series);
            process.evictedAt.put(series, served);
            now = now.plusSeconds(1);
            scrape(true);
        }
    }

    private void scrape(boolean complete) {
        List<Reading.Series> series = new ArrayList<>();
        process.served.forEach((id, served) -> {
            if (!process.hidden.contains(id) && (complete || random.nextBoolean())) {
                long counter = served - process.evictedAt.getOrDefault(id, 0L);
                series.add(Shown.requests(id, Requests.toCart().to(id, "v1").labels(), counter));
                show(id, served, counter);
            }
        });
        if (complete) {
            process.shownUpTo.keySet().removeAll(process.hidden);
        }
        process.newcomersAreNew |= complete;
        readings.add(
                new Reading(
                        name,
                        process.uid,
                        null,
                        1000,
                        readings.size(),
                        now,
                        WATCHED,
                        uptime(),
                        complete,
                        "/stats",
                        series));
    }

    private void show(String id, long served, long counter) {
        Long before = process.shownUpTo.put(id, served);
        long gained = before != null ? served - before : process.newcomersAreNew ? counter : 0;
        if (gained > 0) {
            shown.merge(id, gained, Long::sum);
        }
    }

    private @Nullable Long uptime() {
        return tellsUptime ? now.getEpochSecond() - process.startedAt.getEpochSecond() : null;
    }
}
