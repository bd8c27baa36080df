package dev.meshfuse.testing.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The faults that await their requests. Rules are tried in the order they were given; each request
 * meets every delay that fits and the first other fault.
 */
public final class Faults {
    private static final class Rule {
        private final Predicate<Request> matches;
        private final Fault fault;
        private int left;

        Rule(int left, Predicate<Request> matches, Fault fault) {
            this.left = left;
            this.matches = matches;
            this.fault = fault;
        }
    }

    private final List<Rule> rules = new ArrayList<>();
    private final Runnable expireWatches;

    Faults(Runnable expireWatches) {
        this.expireWatches = expireWatches;
    }

    /** The next {@code count} matching requests meet this fault. */
    public synchronized void next(int count, Predicate<Request> matches, Fault fault) {
        rules.add(new Rule(count, matches, fault));
    }

    /** Every matching request meets this fault until {@link #clear}. */
    public void always(Predicate<Request> matches, Fault fault) {
        next(Integer.MAX_VALUE, matches, fault);
    }

    public synchronized void clear() {
        rules.clear();
    }

    /** How many requests are still to meet a fault given by {@link #next}. */
    public synchronized int pending() {
        return rules.stream()
                .mapToInt(r -> r.left)
                .filter(left -> left < Integer.MAX_VALUE / 2)
                .sum();
    }

    /**
     * Ends every open watch with an ERROR event of code 410, and makes every resourceVersion handed
     * out until now too old.
     */
    public void expireWatches() {
        expireWatches.run();
    }

    /** The faults that a request meets: any delays, then at most one that decides its fate. */
    synchronized List<Fault> take(Request request) {
        List<Fault> met = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.left > 0 && rule.matches.test(request)) {
                rule.left--;
                met.add(rule.fault);
                if (!(rule.fault instanceof Fault.Delay)) {
                    break;
                }
            }
        }
        return met;
    }
}
