package dev.meshfuse.sli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What servers have reported of edges that were first seen a moment ago. Their callers may be about
 * to report the same requests, from zero; then the server's report is taken back.
 *
 * <p>Kept in memory only: a crash within the moment may leave such requests counted twice.
 */
public final class YoungEdges {
    /** Longer than two default scrape intervals: a caller that is read has reported by then. */
    static final Duration YOUTH = Duration.ofSeconds(15);

    /**
     * Requests that were counted by the server's report.
     *
     * @param readAt when they were read, which is the time they were counted at
     */
    public record Counted(Instant readAt, RequestClass request, long count) {}

    private record Edge(Instant since, List<Counted> counted) {}

    private final Map<String, Edge> byCaller = new HashMap<>();

    /** A server has reported an edge for the first time. */
    public void begin(String caller, Instant now) {
        byCaller.put(caller, new Edge(now, new ArrayList<>()));
    }

    /** Whether the edge is young, and its server's report so far the only one. */
    public boolean isYoung(String caller, Instant now) {
        Edge edge = byCaller.get(caller);
        return edge != null && edge.since().plus(YOUTH).isAfter(now);
    }

    /** Remembers what was counted of a young edge; of an old one it forgets all. */
    public void count(String caller, Counted counted, Instant now) {
        Edge edge = byCaller.get(caller);
        if (edge == null) {
            return;
        }
        if (isYoung(caller, now)) {
            edge.counted().add(counted);
        } else {
            byCaller.remove(caller);
        }
    }

    /**
     * The caller reports the edge itself: what is to be taken back, if its report has the same
     * requests in it.
     */
    public List<Counted> end(String caller) {
        Edge edge = byCaller.remove(caller);
        return edge == null ? List.of() : edge.counted();
    }
}
