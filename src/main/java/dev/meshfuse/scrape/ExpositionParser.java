package dev.meshfuse.scrape;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Reads the Prometheus text format 0.0.4 as it arrives, in pieces of any size, and hands on the
 * lines of the wanted metrics only.
 *
 * <p>A line that cannot be understood is dropped and counted; the rest of the body is still read.
 * One line is held in memory at a time, at most {@value #MAX_LINE_BYTES} bytes of it.
 */
public final class ExpositionParser {
    /** Longer lines are refused. Istio's longest, with 25 labels, are below 2 kB. */
    public static final int MAX_LINE_BYTES = 64 * 1024;

    /** Takes the wanted samples. */
    @FunctionalInterface
    public interface Sink {
        /**
         * One sample.
         *
         * @return whether the sample was usable; if not, its line counts as refused
         */
        boolean accept(Sample sample);
    }

    private final Set<String> wanted;
    private final Sink sink;
    private byte[] pending = new byte[4096];
    private int pendingLength;
    private boolean tooLong;
    private long samples;
    private long refusedLines;

    /**
     * @param wanted names of the metrics to hand on
     * @param sink takes them
     */
    public ExpositionParser(Set<String> wanted, Sink sink) {
        this.wanted = Set.copyOf(wanted);
        this.sink = sink;
    }

    /** Reads the next piece of the body. */
    public void feed(byte[] bytes, int from, int to) {
        int line = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                keep(bytes, line, i);
                endLine();
                line = i + 1;
            }
        }
        keep(bytes, line, to);
    }

    /** Reads what is left after the last newline. */
    public void finish() {
        if (pendingLength > 0 || tooLong) {
            endLine();
        }
    }

    /** Lines that carry a sample of any metric, wanted or not. */
    public long samples() {
        return samples;
    }

    /** Lines that could not be understood. */
    public long refusedLines() {
        return refusedLines;
    }

    private void keep(byte[] bytes, int from, int to) {
        int length = to - from;
        if (tooLong || pendingLength + length > MAX_LINE_BYTES) {
            tooLong = true;
            return;
        }
        if (pendingLength + length > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(pending.length * 2, pendingLength + length));
        }
        System.arraycopy(bytes, from, pending, pendingLength, length);
        pendingLength += length;
    }

    private void endLine() {
        if (tooLong || !understood(new ExpositionLine(pending, pendingLength))) {
            refusedLines++;
        }
        pendingLength = 0;
        tooLong = false;
    }

    private boolean understood(ExpositionLine line) {
        if (line.isBlankOrComment()) {
            return true;
        }
        try {
            byte[] name = line.metricName();
            String text = new String(name, StandardCharsets.UTF_8);
            boolean usable =
                    wanted.contains(text) ? sink.accept(line.sample(text)) : line.endsInNumber();
            samples += usable ? 1 : 0;
            return usable;
        } catch (MalformedLineException e) {
            return false;
        }
    }
}
