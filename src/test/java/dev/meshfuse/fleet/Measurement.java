package dev.meshfuse.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Measures one reader on one fleet. */
final class Measurement {
    private static final Duration TO_BE_READY = Duration.ofSeconds(90);

    /**
     * Until the compiler has come along, a large fleet's scrapes take too long and are given up.
     */
    private static final Duration TO_READ_ALL = Duration.ofMinutes(3);

    private static final Duration TO_COUNT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Reader reader;
    private final Fleet fleet;
    private final Optional<Child> broker;
    private final Options.Part part;
    private final Options options;
    private final boolean honoursQuery;

    Measurement(
            Reader reader,
            Fleet fleet,
            Optional<Child> broker,
            Options.Part part,
            Options options,
            boolean honoursQuery) {
        this.reader = reader;
        this.fleet = fleet;
        this.broker = broker;
        this.part = part;
        this.options = options;
        this.honoursQuery = honoursQuery;
    }

    /** Seconds of the processor of all that takes part. */
    private record Used(
            double reader, double broker, double fleet, Map<String, Double> readerThreads) {}

    /**
     * Waits until every pod was read, lets their counters grow, warms up, measures, and asks what
     * was counted once the counters stand again.
     */
    Row run() {
        fleet.measure(part.interval(), honoursQuery);
        await("to be ready", TO_BE_READY, reader::isReady);
        await("to read every pod within an interval", TO_READ_ALL, this::readsEveryPod);
        long from = fleet.grow(true);
        pause(options.warmUp());

        long failedBefore = reader.failures();
        Used before = used();
        fleet.measure(part.interval(), honoursQuery);
        long began = System.nanoTime();
        List<Row.Memory> memory = watchMemory();
        JsonNode sent = fleet.sent();
        double seconds = (System.nanoTime() - began) / 1e9;
        Used after = used();
        long failed = reader.failures() - failedBefore;

        long to = fleet.grow(false);
        List<String> wrong = wrongCounts(fleet.requests(from, to));
        return row(sent, seconds, before, after, failed, wrong, memory);
    }

    /** What the reader tells of itself. */
    Optional<String> remark() {
        return reader.remark();
    }

    /**
     * Whether every pod was read within an interval and a little, and none in vain. A body that was
     * sent is not one that was read: a reader may give it up while the system still holds it.
     */
    private boolean readsEveryPod() {
        long failed = reader.failures();
        fleet.measure(part.interval(), honoursQuery);
        pause(part.interval().plusSeconds(1));
        return fleet.sent().path("podsAnswered").asInt() == part.pods()
                && reader.failures() == failed;
    }

    private Used used() {
        return new Used(
                reader.child().cpuSeconds(),
                broker.map(Child::cpuSeconds).orElse(0.0),
                fleet.child().cpuSeconds(),
                reader.child().cpuSecondsByThread());
    }

    /** Until the time is over; looks at memory once a second, and at the heap ten times in all. */
    private List<Row.Memory> watchMemory() {
        List<Row.Memory> seen = new ArrayList<>();
        long began = System.nanoTime();
        Duration step = options.duration().dividedBy(10);
        Duration nextHeap = step;
        for (Duration at = Duration.ZERO; at.compareTo(options.duration()) < 0; ) {
            pause(Duration.ofSeconds(1));
            at = Duration.ofNanos(System.nanoTime() - began);
            boolean askHeap = at.compareTo(nextHeap) >= 0;
            seen.add(
                    new Row.Memory(
                            at, reader.child().residentBytes(), askHeap ? reader.heapBytes() : 0));
            if (askHeap) {
                nextHeap = nextHeap.plus(step);
            }
        }
        return seen;
    }

    /** Every pod is read at least once more after its counters have come to stand. */
    private List<String> wrongCounts(long[] expected) {
        pause(part.interval().plusSeconds(1));
        long deadline = System.nanoTime() + TO_COUNT.toNanos();
        List<String> wrong = reader.wrongCounts(expected);
        while (!wrong.isEmpty() && System.nanoTime() < deadline) {
            pause(LOOK.multipliedBy(5));
            wrong = reader.wrongCounts(expected);
        }
        return wrong;
    }

    private Row row(
            JsonNode sent,
            double seconds,
            Used before,
            Used after,
            long failed,
            List<String> wrong,
            List<Row.Memory> memory) {
        Map<String, Double> threads = new HashMap<>(after.readerThreads());
        before.readerThreads().forEach((name, used) -> threads.merge(name, -used, Double::sum));
        return new Row(
                reader.name(),
                part,
                seconds,
                sent.path("answers").asLong(),
                sent.path("bytes").asLong(),
                sent.path("fullBytes").asLong(),
                after.reader() - before.reader(),
                after.broker() - before.broker(),
                after.fleet() - before.fleet(),
                memory.stream().mapToLong(Row.Memory::residentBytes).max().orElse(0),
                sent.path("meanMillis").asDouble(),
                failed,
                sent.path("lateP50").asLong(),
                sent.path("lateP99").asLong(),
                sent.path("lateMax").asLong(),
                wrong,
                threads,
                memory);
    }

    private void await(String what, Duration bound, BooleanSupplier done) {
        long deadline = System.nanoTime() + bound.plus(part.interval()).toNanos();
        while (!done.getAsBoolean()) {
            reader.child().mustLive();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%s took more than %d s %s"
                                .formatted(reader.name(), bound.toSeconds(), what));
            }
            pause(LOOK);
        }
    }

    private static void pause(Duration length) {
        LockSupport.parkNanos(length.toNanos());
    }
}
