package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ReadingBuilder;
import dev.meshfuse.scrape.RequestLabels;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.sli.Baseline;
import dev.meshfuse.testing.mesh.Observed;
import dev.meshfuse.testing.mesh.Reporter;
import dev.meshfuse.testing.mesh.SimulatedPod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All readings of a mesh, in the order in which they arrived: what {@link Baseline} counts of them,
 * and what processes that ended had counted after they were read last.
 */
final class ShownRequests {
    /** More than clocks of collectors differ in these tests, and much less than a process lives. */
    private static final Duration SAME_START = Duration.ofSeconds(6);

    /** A process when it ended, with all that it had counted. */
    private record Ended(String target, Instant startedAt, List<Reading.Series> counted) {}

    private final List<Reading> readings = new ArrayList<>();
    private final List<Ended> ended = new ArrayList<>();

    synchronized void arrived(Reading reading) {
        readings.add(reading);
    }

    /** A pod's process is about to end. */
    synchronized void ends(SimulatedPod pod, Target target, Instant now) {
        ReadingBuilder builder = new ReadingBuilder();
        byte[] body = pod.body().getBytes(StandardCharsets.UTF_8);
        builder.feed(body, 0, body.length);
        Reading last =
                ((ReadingBuilder.Body.Understood) builder.finish())
                        .toReading(
                                target, Target.DEFAULT_PATH, CollectorClock.UNKNOWN, 0, now, now);
        ended.add(new Ended(target.key(), startOf(last), last.series()));
    }

    /** The sum of all increments. */
    synchronized Map<Observed, Long> counted() {
        Map<String, Baseline> known = new HashMap<>();
        Map<Observed, Long> sums = new HashMap<>();
        for (Reading reading : readings) {
            Baseline.Advance advance = Baseline.advance(known.get(reading.target()), reading);
            known.put(reading.target(), advance.next());
            for (Baseline.Gain gain : advance.gains()) {
                add(sums, gain.labels(), gain.requests());
            }
        }
        return sums;
    }

    /** What no completed scrape has shown of the processes that ended. */
    synchronized Map<Observed, Long> tails() {
        Map<Observed, Long> tails = new HashMap<>();
        for (Ended process : ended) {
            List<Reading.Series> shown = lastOf(process).series();
            for (Reading.Series series : process.counted()) {
                long seen =
                        shown.stream()
                                .filter(one -> one.id().equals(series.id()))
                                .mapToLong(Reading.Series::requests)
                                .sum();
                add(tails, series.labels(), series.requests() - seen);
            }
        }
        return tails;
    }

    private Reading lastOf(Ended process) {
        return readings.stream()
                .filter(reading -> reading.target().equals(process.target()))
                .filter(reading ->
                        Duration.between(process.startedAt(), startOf(reading))
                                        .abs()
                                        .compareTo(SAME_START)
                                < 0)
                .max(
                        Comparator.comparingLong(ShownRequests::uptime)
                                .thenComparingLong(ShownRequests::total))
                .orElseThrow();
    }

    private static Instant startOf(Reading reading) {
        return reading.at().minusSeconds(uptime(reading));
    }

    private static long uptime(Reading reading) {
        Long told = reading.uptimeSeconds();
        if (told == null) {
            throw new IllegalStateException("a simulated proxy tells its uptime");
        }
        return told;
    }

    private static long total(Reading reading) {
        return reading.series().stream().mapToLong(Reading.Series::requests).sum();
    }

    private static void add(Map<Observed, Long> sums, RequestLabels labels, long count) {
        if (count != 0) {
            sums.merge(
                    new Observed(
                            Reporter.valueOf(labels.reporter().toUpperCase(Locale.ROOT)),
                            labels.sourceWorkload(),
                            labels.serviceName(),
                            labels.workload(),
                            Integer.parseInt(labels.responseCode()),
                            labels.grpcStatus(),
                            labels.flags()),
                    count,
                    Long::sum);
        }
    }
}
