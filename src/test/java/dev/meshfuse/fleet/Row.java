package dev.meshfuse.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What was measured of one reader on one fleet.
 *
 * @param seconds how long
 * @param answers bodies that were sent to their end
 * @param bytes of bodies sent
 * @param fullBytes length of a body that nothing is left out of
 * @param cpuSeconds of the reader
 * @param brokerSeconds of Kafka meanwhile
 * @param fleetSeconds of the fleet meanwhile
 * @param maxResident most bytes of memory
 * @param failures scrapes that gave nothing
 * @param lateMax milliseconds, as the other two
 * @param wrong what is wrong with its counts
 * @param threads seconds of the processor by thread
 * @param memory over time
 */
record Row(
        String reader,
        Options.Part part,
        double seconds,
        long answers,
        long bytes,
        long fullBytes,
        double cpuSeconds,
        double brokerSeconds,
        double fleetSeconds,
        long maxResident,
        double answerMillis,
        long failures,
        long lateP50,
        long lateP99,
        long lateMax,
        List<String> wrong,
        Map<String, Double> threads,
        List<Memory> memory) {
    /** Memory at a moment. */
    record Memory(Duration at, long residentBytes, long heapBytes) {}

    double megabytesPerSecond() {
        return bytes / 1e6 / seconds;
    }

    double cores() {
        return cpuSeconds / seconds;
    }

    double cpuPerGigabyte() {
        return cpuSeconds / (bytes / 1e9);
    }

    /** As if the bodies had been sent whole. */
    double cpuPerFullGigabyte() {
        return cpuSeconds / (answers * fullBytes / 1e9);
    }

    double cpuMillisPerScrape() {
        return cpuSeconds * 1000 / answers;
    }

    /** Whether it did what it was measured at. */
    boolean isSound() {
        return wrong.isEmpty() && answers > 0;
    }
}
