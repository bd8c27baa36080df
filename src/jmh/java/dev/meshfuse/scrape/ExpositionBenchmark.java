package dev.meshfuse.scrape;

import dev.meshfuse.sli.Baseline;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one scrape of a sidecar costs when its labels are known: one operation reads one body, whose
 * values differ from the one before.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ExpositionBenchmark {
    private static final int BODIES = 32;

    /** What HTTP hands over at once. */
    private static final int PIECE = 32 * 1024;

    private static final Target TARGET = Target.parse("10.0.0.7:15090");
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    /** How much was read. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Volume {
        /** Millions of bytes; JMH divides by the time that passed. */
        public double megabytes;
    }

    /** Whether Envoy was asked for the wanted families only. */
    @Param({"full", "filtered"})
    public String body;

    private final byte[][] bodies = new byte[BODIES][];
    private final ReadingBuilder builder = new ReadingBuilder();
    private int next;
    private long sequence;
    private @Nullable Baseline baseline;

    @Setup
    public void write() {
        SidecarBodies sidecar = new SidecarBodies();
        for (int i = 0; i < BODIES; i++) {
            bodies[i] = sidecar.next(body.equals("filtered"));
        }
        System.out.printf("%n# body: %s, %d bytes%n", body, bodies[0].length);
    }

    /**
     * To the reading and the increments. Counters fall once in so many bodies, as bodies repeat.
     */
    @Benchmark
    public Object increments(Volume volume) {
        Reading reading =
                read(volume)
                        .toReading(
                                TARGET, "/", CollectorClock.neverSet(1), ++sequence, at(), START);
        Baseline.Advance advance = Baseline.advance(baseline, reading);
        baseline = advance.next();
        return advance;
    }

    /** To the series alone. */
    @Benchmark
    public Object series(Volume volume) {
        return read(volume);
    }

    /** The floor: finding the newlines. */
    @Benchmark
    public int newlines(Volume volume) {
        byte[] bytes = nextBody();
        volume.megabytes += bytes.length / 1e6;
        int lines = 0;
        for (int at = 0; (at = Words.newline(bytes, at, bytes.length) + 1) > 0; ) {
            lines++;
        }
        return lines;
    }

    private ReadingBuilder.Body.Understood read(Volume volume) {
        byte[] bytes = nextBody();
        volume.megabytes += bytes.length / 1e6;
        builder.begin();
        for (int from = 0; from < bytes.length; from += PIECE) {
            builder.feed(bytes, from, Math.min(bytes.length, from + PIECE));
        }
        return (ReadingBuilder.Body.Understood) builder.finish();
    }

    private byte[] nextBody() {
        next = (next + 1) % BODIES;
        return bodies[next];
    }

    private Instant at() {
        return START.plusSeconds(5 * sequence);
    }
}
