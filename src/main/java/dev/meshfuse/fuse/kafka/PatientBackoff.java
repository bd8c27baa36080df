package dev.meshfuse.fuse.kafka;

import dev.meshfuse.fuse.MeshException;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;

/** Waits longer each time, and at least as long as the API server asks for. One per input. */
public final class PatientBackoff implements CustomBackoffStrategy {
    /** Four more tries fit into the two seconds then. */
    private static final long LONGEST_MILLIS = 500;

    private long nextMillis;

    @Override
    public void init(long initialDelayInMillis) {
        nextMillis = initialDelayInMillis;
    }

    @Override
    public long nextDelayInMillis(Throwable failure) {
        long own = nextMillis;
        nextMillis = Math.min(LONGEST_MILLIS, 2 * nextMillis);
        return failure instanceof MeshException.Unavailable unavailable
                ? Math.max(own, unavailable.retryAfter().toMillis())
                : own;
    }
}
