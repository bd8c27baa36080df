package dev.meshfuse.sli;

import java.util.HashMap;
import java.util.Map;

/**
 * Whose report of an edge (caller to service) is counted, so that no request is counted twice: a
 * waypoint on the way, else the caller's own proxy if it is read, else the server's.
 *
 * <p>Learnt from the series that exist, also those that have not moved, so a caller is known from
 * its first reading on, before it is compared with another.
 */
public final class EdgeReporters {
    private enum Rank {
        DESTINATION,
        SOURCE,
        WAYPOINT
    }

    private final Map<String, Rank> byCaller = new HashMap<>();

    /** Takes note that an edge is shown. Returns whether anything new was learnt. */
    public boolean learn(Edge edge) {
        Rank rank = rank(edge);
        Rank before = byCaller.get(edge.caller());
        if (before != null && before.compareTo(rank) >= 0) {
            return false;
        }
        byCaller.put(edge.caller(), rank);
        return true;
    }

    /** Whether this report is the one that counts where several see the same requests. */
    public boolean isAuthoritative(Edge edge) {
        return rank(edge) == byCaller.get(edge.caller());
    }

    /** What was learnt, to be kept: rank by caller. */
    public Map<String, String> toMap() {
        Map<String, String> names = new HashMap<>();
        byCaller.forEach((caller, rank) -> names.put(caller, rank.name()));
        return names;
    }

    /** What was kept. */
    public static EdgeReporters fromMap(Map<String, String> names) {
        EdgeReporters edges = new EdgeReporters();
        names.forEach((caller, rank) -> edges.byCaller.put(caller, Rank.valueOf(rank)));
        return edges;
    }

    private static Rank rank(Edge edge) {
        return switch (edge.reporter()) {
            case "waypoint" -> Rank.WAYPOINT;
            case "source" -> Rank.SOURCE;
            default -> Rank.DESTINATION;
        };
    }

    /** Whether anybody has reported an edge from this caller. */
    public boolean knows(Edge edge) {
        return byCaller.containsKey(edge.caller());
    }
}
