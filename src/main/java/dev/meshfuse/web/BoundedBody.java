package dev.meshfuse.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A body that ends in an error when it is too long, or takes too long. */
final class BoundedBody extends FilterInputStream {
    /** Alertmanager is near, and sends what it has in its memory. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** It is too long. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** It takes too long. */
    static final class TooSlowException extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final LongSupplier nanoTime;
    private final long since;
    private long left;

    /**
     * @param most how many bytes it may have
     * @param nanoTime as {@link System#nanoTime}
     */
    BoundedBody(InputStream body, long most, LongSupplier nanoTime) {
        super(body);
        this.left = most;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        check(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int read = super.read(into, from, length);
        check(Math.max(0, read));
        return read;
    }

    private void check(int read) throws IOException {
        left -= read;
        if (left < 0) {
            throw new TooLongException();
        }
        if (nanoTime.getAsLong() - since > PATIENCE.toNanos()) {
            throw new TooSlowException();
        }
    }
}
