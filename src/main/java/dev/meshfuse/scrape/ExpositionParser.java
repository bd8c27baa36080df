package dev.meshfuse.scrape;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Reads the Prometheus text format 0.0.4, and what OpenMetrics adds to its lines, as it arrives, in
 * pieces of any size, and hands on the lines of the wanted metrics only.
 *
 * <p>A line that cannot be understood is dropped and counted; the rest of the body is still read.
 * Of a line nobody wants only the ends are looked at. A line that is cut by the end of a piece is
 * held in memory, at most {@value #MAX_LINE_BYTES} bytes of it; besides, one line that was read
 * before: lines of one family differ in their last bytes, so a line is first compared with the one
 * before, and its end is looked for behind what is equal.
 *
 * <p>To be used by one thread at a time. After {@link #begin} it reads another body.
 *
 * <p>A body that holds many processes' series, as Prometheus's {@code /federate}, is read with it
 * too: its taker finds in {@link Sample#labels} whose series it is, and in {@link
 * Sample#timestampMillis} when it was scraped.
 */
public final class ExpositionParser {
    /** Longer lines are refused. Istio's longest, with 25 labels, are below 2 kB. */
    public static final int MAX_LINE_BYTES = 64 * 1024;

    /** A buffer that a long line has made larger is given back after the body. */
    private static final int USUAL_LINE_BYTES = 2 * 1024;

    private static final byte[] EMPTY = {};

    /** Takes the wanted samples. */
    @FunctionalInterface
    public interface Sink {
        /**
         * One sample, in the order of the body. Its name is a wanted one and its value a number of
         * the format; nothing else is checked.
         *
         * @return whether the sample was usable; if not, its line counts as refused
         */
        boolean accept(Sample sample);
    }

    private final Names wanted;
    private final Taker taker;

    /** The beginning of a line that was cut by the end of a piece. */
    private byte[] pending = EMPTY;

    private int pendingLength;
    private boolean tooLong;

    /** Holds the line before across pieces. */
    private byte[] kept = EMPTY;

    private byte[] before = EMPTY;
    private int beforeFrom;
    private int beforeTo;
    private boolean beforeTaken;
    private long samples;
    private long refusedLines;
    private long bytesRead;

    /**
     * @param wanted names of the metrics to hand on
     * @param sink takes them
     */
    public ExpositionParser(Set<String> wanted, Sink sink) {
        this(wanted, (Taker) (sample, line, bytes, from, end) -> sink.accept(sample));
    }

    ExpositionParser(Set<String> wanted, Taker taker) {
        this.wanted = new Names(wanted);
        this.taker = taker;
    }

    /** Begins with a new body; whatever was read of another one is forgotten. */
    public void begin() {
        pendingLength = 0;
        tooLong = false;
        forgetBefore();
        samples = 0;
        refusedLines = 0;
        bytesRead = 0;
        pending = pending.length > USUAL_LINE_BYTES ? EMPTY : pending;
        kept = kept.length > USUAL_LINE_BYTES ? EMPTY : kept;
    }

    /** Reads the next piece of the body. The array may be used for something else afterwards. */
    public void feed(byte[] bytes, int from, int to) {
        bytesRead += to - from;
        int at = pendingLength > 0 || tooLong ? endPending(bytes, from, to) : from;
        if (at < to) {
            int rest = lines(bytes, at, to);
            if (rest > at) {
                keepBefore();
            }
            hold(bytes, rest, to);
        }
    }

    /** Reads what is left after the last newline. */
    public void finish() {
        if (pendingLength > 0 || tooLong) {
            endPending();
        }
        forgetBefore();
    }

    /** Lines that carry a sample of any metric, wanted or not. */
    public long samples() {
        return samples;
    }

    /** Lines that could not be understood. */
    public long refusedLines() {
        return refusedLines;
    }

    /** Bytes read so far. */
    public long bytes() {
        return bytesRead;
    }

    /** Ends the line that was cut; returns where the next one begins. */
    private int endPending(byte[] bytes, int from, int to) {
        int newline = Words.newline(bytes, from, to);
        hold(bytes, from, newline < 0 ? to : newline);
        if (newline < 0) {
            return to;
        }
        endPending();
        return newline + 1;
    }

    private void endPending() {
        if (tooLong) {
            refusedLines++;
            forgetBefore();
        } else {
            pending[pendingLength] = '\n';
            lines(pending, 0, pendingLength + 1);
            byte[] free = kept; // the line before, if it lay there, was replaced by this one
            kept = pending;
            pending = free;
        }
        pendingLength = 0;
        tooLong = false;
    }

    private void hold(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0 && pendingLength == 0) {
            return;
        }
        if (tooLong || pendingLength + length > MAX_LINE_BYTES) {
            tooLong = true;
            return;
        }
        int needed = pendingLength + length + 1; // and a newline
        if (needed > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(Math.max(pending.length * 2, 1024), needed));
        }
        System.arraycopy(bytes, from, pending, pendingLength, length);
        pendingLength += length;
    }

    private void keepBefore() {
        int length = beforeTo - beforeFrom;
        if (length > kept.length) {
            kept = new byte[Math.max(length, 1024)];
        }
        System.arraycopy(before, beforeFrom, kept, 0, length);
        before = kept;
        beforeFrom = 0;
        beforeTo = length;
    }

    private void forgetBefore() {
        before = EMPTY;
        beforeFrom = 0;
        beforeTo = 0;
        beforeTaken = false;
    }

    /** Reads all lines that end before {@code to}; returns where the next one begins. */
    private int lines(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int same = sameAsBefore(bytes, at, to);
            int newline = beforeTaken ? taker.takeAlike(bytes, at, same, to) : Taker.UNKNOWN;
            if (newline >= 0) {
                samples++;
            } else {
                newline = Words.newline(bytes, at + same, to);
                if (newline < 0) {
                    break;
                }
                beforeTaken = false;
                line(bytes, at, newline);
            }
            before = bytes;
            beforeFrom = at;
            beforeTo = newline;
            at = newline + 1;
        }
        return at;
    }

    private int sameAsBefore(byte[] bytes, int from, int to) {
        int differs = Arrays.mismatch(before, beforeFrom, beforeTo, bytes, from, to);
        return differs >= 0 ? differs : Math.min(beforeTo - beforeFrom, to - from);
    }

    private void line(byte[] bytes, int from, int newline) {
        int end = newline > from && bytes[newline - 1] == '\r' ? newline - 1 : newline;
        if (from == end || bytes[from] == '#') {
            refusedLines += newline - from > MAX_LINE_BYTES ? 1 : 0;
        } else if (newline - from <= MAX_LINE_BYTES && understood(bytes, from, end, newline)) {
            samples++;
        } else if (newline - from > MAX_LINE_BYTES || !isBlank(bytes, from, end)) {
            refusedLines++;
        }
    }

    private boolean understood(byte[] bytes, int from, int end, int newline) {
        if (!Names.canBegin(bytes[from])) {
            return parsed(bytes, from, end);
        }
        if (!wanted.contain(bytes, from, end)) {
            return ExpositionLine.endsInNumber(bytes, from, end);
        }
        beforeTaken = taker.takeKnown(bytes, from, end, newline) || parsed(bytes, from, end);
        return beforeTaken;
    }

    private static boolean isBlank(byte[] bytes, int from, int end) {
        return new ExpositionLine(bytes, from, end).isBlankOrComment();
    }

    private boolean parsed(byte[] bytes, int from, int end) {
        ExpositionLine line = new ExpositionLine(bytes, from, end);
        if (line.isBlankOrComment()) {
            return false;
        }
        try {
            String name = new String(line.metricName(), StandardCharsets.UTF_8);
            return wanted.contain(name)
                    ? taker.take(line.sample(name), line, bytes, from, end)
                    : line.endsInNumber();
        } catch (MalformedLineException e) {
            return false;
        }
    }
}
