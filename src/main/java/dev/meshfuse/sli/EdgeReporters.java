package dev.meshfuse.sli;

import dev.meshfuse.scrape.CollectorClock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose report of a caller's requests to the service is counted, so that no request is counted
 * twice: a waypoint's on the way, else that of the caller's own proxy if it is read, else the
 * server's.
 *
 * <p>Learnt from the edges that readings show, also those that have not moved. One that is not
 * heard of any more gives way to the next: what the next reported until then was not counted and is
 * not counted later, so at most {@link #SILENCE} is missing. When it is heard of again, {@link
 * ProvisionalCounts} knows what was counted meanwhile.
 */
public final class EdgeReporters {
    /**
     * A reporter that was not heard of for so long, while another was, does not count any more. It
     * is six readings at the default interval: a target that misses two is still waited for.
     */
    static final Duration SILENCE = Duration.ofSeconds(30);

    /** Where targets are read less often: readings in a row that must be missing. */
    private static final int MISSED = 3;

    /** Longer than two default scrape intervals: a caller that is read has reported by then. */
    static final Duration YOUTH = Duration.ofSeconds(15);

    /** The later, the more its report is worth. */
    enum Rank {
        DESTINATION,
        SOURCE,
        WAYPOINT;

        static Rank of(Edge edge) {
            return switch (edge.reporter()) {
                case "waypoint" -> WAYPOINT;
                case "source" -> SOURCE;
                default -> DESTINATION;
            };
        }
    }

    /** What an edge has told. */
    public enum Learnt {
        NOTHING,
        /** A caller, or that another reporter counts now. */
        SOMETHING,
        /** A caller that was known, and that now a better reporter of it counts. */
        A_BETTER_REPORTER
    }

    private record Heard(CollectorClock clock, Instant at, Duration patience) {
        Heard by(CollectorClock other) {
            return new Heard(other, other.restate(at, clock), patience);
        }

        boolean isSilentAt(Instant time) {
            return !at.plus(patience).isAfter(time);
        }
    }

    private static final class Caller {
        private final Map<Rank, Heard> heard = new EnumMap<>(Rank.class);
        private final @Nullable Span first;
        private final boolean restoredFallenBack;
        private Rank highest;
        private Rank counting;

        Caller(Rank highest, Rank counting, @Nullable Span first) {
            this.highest = highest;
            this.counting = counting;
            this.first = first;
            this.restoredFallenBack = first == null && counting != highest;
        }

        Learnt hear(Rank rank, Span told) {
            Rank highestBefore = highest;
            Rank countingBefore = counting;
            Duration patience = told.length().multipliedBy(MISSED);
            CollectorClock clock = told.clock();
            heard.replaceAll((r, one) -> one.clock().isOfSame(clock) ? one.by(clock) : one);
            Heard now =
                    new Heard(
                            clock, told.at(), patience.compareTo(SILENCE) > 0 ? patience : SILENCE);
            heard.merge(rank, now, (one, other) -> one.at().isAfter(other.at()) ? one : other);
            highest = rank.compareTo(highest) > 0 ? rank : highest;
            if (counting == highest) { // after a restart it has its time to be heard
                heard.putIfAbsent(highest, new Heard(clock, told.at(), SILENCE));
            }
            counting = bestThatIsHeard();
            if (counting.compareTo(countingBefore) > 0) {
                return Learnt.A_BETTER_REPORTER;
            }
            return counting == countingBefore && highest == highestBefore
                    ? Learnt.NOTHING
                    : Learnt.SOMETHING;
        }

        private Rank bestThatIsHeard() {
            Instant newest =
                    heard.values().stream()
                            .map(Heard::at)
                            .reduce(Instant.MIN, (a, b) -> a.isAfter(b) ? a : b);
            Rank best = Rank.DESTINATION;
            for (Map.Entry<Rank, Heard> one : heard.entrySet()) {
                best = one.getValue().isSilentAt(newest) ? best : one.getKey();
            }
            return best;
        }
    }

    private final Map<String, Caller> callers = new HashMap<>();

    /**
     * Takes note that an edge is shown.
     *
     * @param told from when its target was read before until it was read
     */
    public Learnt learn(Edge edge, Span told) {
        Rank rank = Rank.of(edge);
        Caller known = callers.get(edge.caller());
        if (known == null) {
            known = new Caller(rank, rank, told);
            callers.put(edge.caller(), known);
            known.hear(rank, told);
            return Learnt.SOMETHING;
        }
        return known.hear(rank, told);
    }

    /** Whether this report is the one that counts where several see the same requests. */
    public boolean isAuthoritative(Edge edge) {
        Caller known = callers.get(edge.caller());
        return known != null && known.counting == Rank.of(edge);
    }

    /**
     * Whether this report counts for want of a better one, which may yet come and tell of the same
     * requests.
     */
    public boolean isProvisional(Edge edge) {
        return isAuthoritative(edge) && (Rank.of(edge) == Rank.DESTINATION || hasFallenBack(edge));
    }

    /** Whether a better reporter of this caller is known, but has fallen silent. */
    public boolean hasFallenBack(Edge edge) {
        return hasFallenBack(edge.caller());
    }

    /** The same by the name of the caller, see {@link Edge#caller}. */
    public boolean hasFallenBack(String caller) {
        Caller known = callers.get(caller);
        return known != null && known.counting != known.highest;
    }

    /**
     * Whether a better reporter was silent when this was restored, so that nobody knows any more
     * what was counted in its stead until then.
     */
    public boolean hasForgotten(Edge edge) {
        Caller known = callers.get(edge.caller());
        return known != null && known.restoredFallenBack;
    }

    /**
     * Whether a server tells of a caller that was unknown a moment ago, and that may be about to
     * tell of itself.
     */
    public boolean isYoung(Edge edge, Span told) {
        Caller known = callers.get(edge.caller());
        return known != null
                && known.highest == Rank.DESTINATION
                && known.first != null
                && known.first.by(told.clock()).at().plus(YOUTH).isAfter(told.at());
    }

    /** What was learnt, to be kept: by caller the best reporter, and the one that counts. */
    public Map<String, String> toMap() {
        Map<String, String> names = new HashMap<>();
        callers.forEach((caller, known) ->
                names.put(
                        caller,
                        known.counting == known.highest
                                ? known.highest.name()
                                : known.highest.name() + " " + known.counting.name()));
        return names;
    }

    /** What was kept. */
    public static EdgeReporters fromMap(Map<String, String> names) {
        EdgeReporters edges = new EdgeReporters();
        names.forEach((caller, kept) -> {
            String[] ranks = kept.split(" ", 2);
            Rank highest = Rank.valueOf(ranks[0]);
            Rank counting = ranks.length == 1 ? highest : Rank.valueOf(ranks[1]);
            edges.callers.put(caller, new Caller(highest, counting, null));
        });
        return edges;
    }
}
