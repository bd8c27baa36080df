package dev.meshfuse.web;

import dev.meshfuse.budget.SloHistory;
import dev.meshfuse.definition.CountingPolicy.Reporter;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Slo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an objective counted, as the API shows it.
 *
 * @param cluster cluster
 * @param namespace namespace
 * @param name name
 * @param service name of the service in that namespace
 * @param indicator what is measured
 * @param window how far it looks back, such as {@code 1h}
 * @param from begin of what it covers
 * @param until end of the newest slot, which may not have come yet
 * @param good requests that went well
 * @param bad requests that failed
 * @param excluded requests that do not count
 * @param slots what was counted slot by slot, oldest first; in times that have none the service was
 *     not read
 * @param requests all reports by class, most requests first
 */
public record HistoryView(
        String cluster,
        String namespace,
        String name,
        String service,
        String indicator,
        String window,
        Instant from,
        Instant until,
        long good,
        long bad,
        long excluded,
        List<SlotView> slots,
        List<ClassView> requests) {
    /**
     * One slot.
     *
     * @param begin when it begins
     * @param length how long it is, such as {@code 10s}; the older, the longer
     * @param good requests that went well
     * @param bad requests that failed
     * @param excluded requests that do not count
     * @param readRatio share of it in which the service was read, from 0 to 1
     */
    public record SlotView(
            Instant begin, String length, long good, long bad, long excluded, double readRatio) {
        static SlotView of(SloHistory.Counted slot) {
            return new SlotView(
                    slot.begin(),
                    Durations.format(slot.length()),
                    slot.good(),
                    slot.bad(),
                    slot.excluded(),
                    slot.readRatio());
        }
    }

    /**
     * Requests of one class.
     *
     * @param protocol {@code http} or {@code grpc}
     * @param httpCode HTTP status; 0 when no response was begun
     * @param grpcStatus gRPC status; null where they are none, or ended without it
     * @param callerGone whether the caller hung up before a response was begun
     * @param reportedBy whose proxy told of them: the caller's or a waypoint ({@code Source}), or
     *     the server's ({@code Destination})
     * @param judged {@code Good}, {@code Bad}, {@code Excluded}, {@code ByDuration} where latency
     *     is measured, or {@code NotTaken} where another report of the same requests is counted
     * @param requests how many there were
     * @param durations of how many it is known how long they took
     */
    public record ClassView(
            String protocol,
            int httpCode,
            @Nullable Integer grpcStatus,
            boolean callerGone,
            Reporter reportedBy,
            SloHistory.Judged judged,
            long requests,
            long durations) {
        static ClassView of(SloHistory.OfClass one) {
            return new ClassView(
                    one.grpc() ? "grpc" : "http",
                    one.httpCode(),
                    one.grpcStatus(),
                    one.callerGone(),
                    one.reportedBy(),
                    one.judged(),
                    one.requests(),
                    one.durations());
        }
    }

    static HistoryView of(Slo slo, Duration window, SloHistory history) {
        return new HistoryView(
                slo.id().cluster(),
                slo.id().namespace(),
                slo.id().name(),
                slo.service().name(),
                slo.indicator().describe(),
                Durations.format(window),
                history.from(),
                history.until(),
                history.good(),
                history.bad(),
                history.excluded(),
                history.slots().stream().map(SlotView::of).toList(),
                history.requests().stream().map(ClassView::of).toList());
    }
}
