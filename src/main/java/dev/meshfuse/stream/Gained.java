package dev.meshfuse.stream;

import dev.meshfuse.budget.RollingCounts;
import dev.meshfuse.budget.Spread;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.ProvisionalCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.sli.Tally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one reading adds to the counts of a service, divided among slots. Increments are divided one
 * by one, so that in each slot the whole is the sum of its parts and can be taken back in parts.
 */
final class Gained {
    private final Spread spread;
    private final Tally whole = new Tally();
    private final List<Tally> bySlot;
    private final Map<Edge, Tally> brought = new HashMap<>();
    private final Map<Edge, List<Tally>> forNow = new HashMap<>();
    private long room;

    Gained(ServiceIncrements added, RollingCounts rolling) {

        this.spread = rolling.spread(added.since(), added.at());
        this.bySlot = spread.empty();
        this.room = rolling.room();
    }

    /**
     * Takes in an increment.
     *
     * @param provisional whether it counts only for want of a better report
     * @return false when its numbers are more than can be counted; it is left out then
     */
    boolean add(Increment increment, RequestClass request, boolean provisional) {
        long durations = increment.latency() == null ? 0 : increment.latency().count();
        if (increment.count() > room || durations > room - increment.count()) {
            return false;
        }
        room -= increment.count() + durations;
        LatencyCounts latency =
                increment.latency() == null
                        ? LatencyCounts.NONE
                        : LatencyCounts.of(increment.latency());
        long[] shares = spread.of(increment.count());
        List<LatencyCounts> latencyShares = spread.of(latency);
        whole.add(request, increment.count());
        whole.add(request, latency);
        Spread.add(request, shares, latencyShares, bySlot);
        if (request.authoritative()) {
            Edge caller = callerOf(increment.edge());
            if (provisional) {
                List<Tally> its = forNow.computeIfAbsent(caller, e -> spread.empty());
                Spread.add(request, shares, latencyShares, its);
            } else {
                Tally its = brought.computeIfAbsent(caller, e -> new Tally());
                its.add(request, increment.count());
                its.add(request, latency);
            }
        }
        return true;
    }

    /** What reporters told that count for good, by one of their edges. */
    Map<Edge, Tally> brought() {
        return brought;
    }

    /**
     * Counts it all, and remembers what counts for now only.
     *
     * @return what was counted: nothing when it is older than all that is kept
     */
    Tally countIn(RollingCounts rolling, ProvisionalCounts provisional) {
        if (spread.size() == 0) {
            return new Tally();
        }
        rolling.add(spread, bySlot);
        forNow.forEach((edge, tallies) -> {
            for (int i = 0; i < tallies.size(); i++) {
                if (!tallies.get(i).isEmpty()) {
                    provisional.add(
                            edge, spread.begin(i), spread.from(i), spread.until(i), tallies.get(i));
                }
            }
        });
        return whole;
    }

    /** A caller's tallies are kept together, whatever the destination. */
    private static Edge callerOf(Edge edge) {
        return new Edge(edge.reporter(), edge.sourceNamespace(), edge.sourceWorkload(), "", "", "");
    }
}
