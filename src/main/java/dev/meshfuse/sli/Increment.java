package dev.meshfuse.sli;

import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.scrape.RequestLabels;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one kind that a reading added to an edge. The histogram comes some seconds after the
 * counter and may come without it, so the two are never compared.
 *
 * @param edge whose they are
 * @param protocol {@code http} or {@code grpc}
 * @param responseCode HTTP status; 0 when no response was begun
 * @param grpcStatus gRPC status number, empty where there was none
 * @param flags Envoy's response flags, joined by commas; {@code -} for none
 * @param count how many the counter gained
 * @param latency durations in milliseconds that the histogram gained; null for none
 */
public record Increment(
        Edge edge,
        String protocol,
        String responseCode,
        String grpcStatus,
        String flags,
        long count,
        @Nullable Histogram latency) {
    public Increment {
        if (count < 0) {
            throw new IllegalArgumentException("a counter of requests never gains " + count);
        }
    }

    /** What a series with these labels gained. */
    public static Increment of(RequestLabels labels, long count, @Nullable Histogram latency) {
        return of(Edge.of(labels), labels, count, latency);
    }

    static Increment of(Edge edge, RequestLabels labels, long count, @Nullable Histogram latency) {
        return new Increment(
                edge,
                labels.protocol(),
                labels.responseCode(),
                labels.grpcStatus(),
                labels.flags(),
                count,
                latency);
    }
}
