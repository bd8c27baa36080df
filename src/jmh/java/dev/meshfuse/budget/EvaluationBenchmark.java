package dev.meshfuse.budget;

import dev.meshfuse.definition.Alerting;
import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.testing.HeapSlots;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to look at 10,000 objectives once: 5,000 services, each with one objective on
 * availability and one on latency, over the eight windows of the workbook's tiers and a budget of
 * 30 days. Between two looks every service has had requests.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 40)
@Measurement(iterations = 40)
public class EvaluationBenchmark {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final RequestClass GOOD = new RequestClass(200, -1, false, false, true);
    private static final RequestClass SEEN_TWICE = new RequestClass(200, -1, false, true, false);
    private static final RequestClass BAD = new RequestClass(503, -1, false, false, true);
    private static final double[] BOUNDS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
        1800000, 3600000
    };
    private static final List<Duration> WINDOWS =
            List.of(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofHours(6),
                    Duration.ofDays(1),
                    Duration.ofDays(3),
                    Duration.ofDays(30));

    /** Objectives. */
    @Param("10000")
    public int slos;

    private final List<RollingCounts> services = new ArrayList<>();
    private final List<BreachWatch> breaches = new ArrayList<>();
    private final SloEvaluator ofAvailability =
            new SloEvaluator(slo("availability", new Indicator.Availability()));
    private final SloEvaluator ofLatency =
            new SloEvaluator(slo("latency", Indicator.Latency.parse("100ms")));
    private Instant now = START;

    @Setup
    public void open() {
        for (int i = 0; i < slos / 2; i++) {
            services.add(new RollingCounts(new HeapSlots(), WINDOWS));
            breaches.add(BreachWatch.of(ofAvailability.slo().id()));
            breaches.add(BreachWatch.of(ofLatency.slo().id()));
        }
    }

    /** One second later, one reading of each service later. */
    @Setup(Level.Invocation)
    public void move() {
        now = now.plusSeconds(1);
        for (RollingCounts service : services) {
            service.advance(now);
            Spread spread = service.spread(now.minusSeconds(1), now);
            List<Tally> gained = spread.empty();
            add(GOOD, 50, spread, gained);
            add(SEEN_TWICE, 50, spread, gained);
            add(BAD, 1, spread, gained);
            service.add(spread, gained);
        }
    }

    /** Every tier of every objective, and what follows for its breach. */
    @Benchmark
    public long evaluation() {
        long open = 0;
        for (int i = 0; i < services.size(); i++) {
            open += evaluate(i, ofAvailability, 2 * i) + evaluate(i, ofLatency, 2 * i + 1);
        }
        return open;
    }

    /** The same with what people see of it: ratios, percentiles, rates. */
    @Benchmark
    public long states() {
        long sum = 0;
        for (RollingCounts service : services) {
            sum += state(service, ofAvailability) + state(service, ofLatency);
        }
        return sum;
    }

    /** What a reading costs: one of each service. */
    @Benchmark
    public void readings() {
        move();
    }

    private long evaluate(int service, SloEvaluator evaluator, int breach) {
        List<TierState> tiers = evaluator.tiers(services.get(service).windowsOf(evaluator.slo()));
        BreachWatch.Step step = breaches.get(breach).step(tiers, List.of(), now);
        breaches.set(breach, step.next());
        return step.next().episode() == null ? 0 : 1;
    }

    private long state(RollingCounts service, SloEvaluator evaluator) {
        Slo slo = evaluator.slo();
        WindowCounts.Source windows = service.windowsOf(slo);
        return SloState.of(
                        slo,
                        service,
                        evaluator.budget(windows, () -> service.past(slo), now),
                        evaluator.tiers(windows),
                        Visible.NOTHING,
                        SloState.Unread.NONE,
                        List.of(),
                        null,
                        now)
                .windows()
                .size();
    }

    private static void add(RequestClass request, long count, Spread spread, List<Tally> into) {
        long[] atMost = new long[BOUNDS.length + 1];
        for (int i = 0; i < atMost.length; i++) {
            atMost[i] = Math.min(count, count * i / 8);
        }
        Spread.add(
                request,
                spread.of(count),
                spread.of(LatencyCounts.of(Histogram.of(BOUNDS, atMost))),
                into);
    }

    private static Slo slo(String name, Indicator indicator) {
        return new Slo(
                Shop.id(name),
                1,
                Shop.CART,
                indicator,
                Objective.parse("99.9%"),
                Duration.ofDays(30),
                CountingPolicy.DEFAULT,
                Alerting.GOOGLE_SRE);
    }
}
