package dev.meshfuse.testing.mesh;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one edge: evenly spaced arrivals, each with a caller's pod, a workload by weight
 * and one of its pods. Runs on the time line, under the mesh's lock.
 */
final class Flow {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Callers callers;
    private final Split target;
    private final Journal journal;
    private final Timeline timeline;
    private final RandomGenerator random;
    private double perSecond;
    private long countingFrom;
    private long arrivals;
    private int generation;

    Flow(Callers callers, Split target, Journal journal, Timeline timeline, long seed) {
        this.callers = callers;
        this.target = target;
        this.journal = journal;
        this.timeline = timeline;
        this.random = new SplittableRandom(seed);
    }

    /** From now on this many requests a second; 0 for none. */
    void rate(double requestsPerSecond) {
        if (!(requestsPerSecond >= 0)) {
            throw new IllegalArgumentException(requestsPerSecond + " is no rate");
        }
        perSecond = requestsPerSecond;
        countingFrom = timeline.elapsed();
        arrivals = 0;
        generation++;
        scheduleNext();
    }

    /** Reckoned from the rate's beginning, so that rounding never adds up. */
    private void scheduleNext() {
        if (perSecond > 0) {
            arrivals++;
            long due = countingFrom + Math.round(arrivals * NANOS_PER_SECOND / perSecond);
            int scheduled = generation;
            timeline.schedule(due, () -> arriveUnlessReplaced(scheduled));
        }
    }

    private void arriveUnlessReplaced(int scheduled) {
        if (scheduled == generation) {
            scheduleNext();
            arrive();
        }
    }

    private void arrive() {
        SimulatedPod caller = callers.pick(random);
        if (caller == null) {
            return;
        }
        Fleet fleet = target.pick(random);
        SimulatedPod server = fleet.pick(random);
        if (target.protocol() == Protocol.TCP) {
            if (server != null) {
                connect(caller, fleet, server);
            }
            return;
        }
        Exchange exchange =
                new Exchange(target, fleet, caller, server, outcome(fleet, server), sizes());
        journal.sent(exchange);
        timeline.schedule(
                timeline.elapsed() + exchange.outcome().nanos(), () -> journal.ended(exchange));
    }

    private Outcome outcome(Fleet fleet, @Nullable SimulatedPod server) {
        return server == null
                ? Outcome.noEndpoint(target.protocol())
                : Outcome.decide(target.protocol(), fleet.workload(), fleet.faults(), random);
    }

    private Exchange.Sizes sizes() {
        return new Exchange.Sizes(random.nextInt(300, 1500), random.nextInt(200, 8000));
    }

    private void connect(SimulatedPod caller, Fleet fleet, SimulatedPod server) {
        Connection connection = new Connection(target, fleet, caller, server, sizes());
        long lasts = fleet.workload().latency().sampleNanos(random);
        journal.opened(connection);
        timeline.schedule(timeline.elapsed() + lasts, () -> journal.closed(connection));
    }

    /** Who makes the next request; null when no such pod is ready. */
    interface Callers {
        @Nullable SimulatedPod pick(RandomGenerator random);
    }
}
