package dev.meshfuse.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleFunction;

/**
 * The evidence as it would be without one of the callers, or without one of the pods, for each of
 * them. If all that is bad beyond the allowed comes from one of them, the copy without it shows
 * nothing, however long and hard that one fails. So evidence for a trip must be in all copies.
 *
 * <p>The first sixteen have a copy of their own; whoever comes beyond shares one, chosen by hash.
 * Who had no request for an hour is forgotten. A newcomer's copy begins as the evidence of all,
 * which it is: without somebody who was not there.
 *
 * @param requests of all, also of those not known by name, in the last hour: decayed with a time
 *     constant of an hour
 * @param copies ordered by name
 */
public record LeaveOneOut(double requests, List<Copy> copies) {
    /** Copies of one kind; chosen, bounds the work and the state. */
    static final int MOST = 16;

    /** Traffic is remembered for so long. */
    private static final double MEMORY_SECONDS = 3600;

    /**
     * Where one has more than this share of all requests, the copy without it would see next to
     * nothing; chosen.
     */
    private static final double DOMINANT = 0.95;

    /** Nobody has called. */
    public static final LeaveOneOut NOBODY = new LeaveOneOut(0, List.of());

    /**
     * Evidence without one.
     *
     * @param name who is left out
     * @param requests its own in the last hour, decayed
     * @param idleSeconds since a block showed one
     * @param bet what all the others show
     */
    public record Copy(String name, double requests, double idleSeconds, Bet bet) {}

    /**
     * The weakest evidence.
     *
     * @param leftOut who is left out in it; empty for nobody
     * @param nats what the others show
     */
    public record Weakest(String leftOut, double nats) {}

    /** What a block showed: the canary's whole, and its parts by name. */
    record Parts(Shown whole, Map<String, Shown> named, double seconds) {}

    public LeaveOneOut {
        copies = List.copyOf(copies);
    }

    /**
     * With the traffic of a block; how it went is not weighed.
     *
     * @param ofAll evidence so far with nobody left out
     */
    LeaveOneOut noting(Parts parts, Bet ofAll) {
        Map<String, Shown> bucketed = bucketed(parts.named());
        double kept = Math.exp(-parts.seconds() / MEMORY_SECONDS);
        List<Copy> next = new ArrayList<>(copies.size());
        int known = 0;
        for (Copy copy : copies) {
            Shown its = bucketed.get(copy.name());
            known += its == null ? 0 : 1;
            long gained = its == null ? 0 : its.requests();
            double idle = gained > 0 ? 0 : copy.idleSeconds() + parts.seconds();
            if (idle < MEMORY_SECONDS) {
                next.add(new Copy(copy.name(), copy.requests() * kept + gained, idle, copy.bet()));
            }
        }
        if (known < bucketed.size()) {
            newcomers(bucketed)
                    .forEach((name, its) -> next.add(new Copy(name, its.requests(), 0, ofAll)));
            next.sort(Comparator.comparing(Copy::name));
        }
        return new LeaveOneOut(requests * kept + parts.whole().requests(), next);
    }

    /**
     * With the evidence of a block. Where nobody but the one left out called, nothing is known.
     *
     * @param terms how a block with such a bad ratio is weighed
     */
    LeaveOneOut after(Parts parts, DoubleFunction<Bet.Terms> terms) {
        if (parts.whole().bad() == 0 && copies.stream().allMatch(c -> c.bet().equals(Bet.NONE))) {
            return this; // a good block takes away, and there is nothing to take
        }
        Map<String, Shown> bucketed = bucketed(parts.named());
        List<Copy> next = new ArrayList<>(copies.size());
        for (Copy copy : copies) {
            Shown others = parts.whole().minus(bucketed.getOrDefault(copy.name(), Shown.NOTHING));
            Bet bet = copy.bet();
            if (others.requests() > 0) {
                bet = bet.after(others.badRatio(), terms.apply(others.badRatio()));
            }
            next.add(new Copy(copy.name(), copy.requests(), copy.idleSeconds(), bet));
        }
        return new LeaveOneOut(requests, next);
    }

    /** Without evidence; who calls is known all the same. */
    LeaveOneOut fromZero() {
        return new LeaveOneOut(
                requests,
                copies.stream()
                        .map(c -> new Copy(c.name(), c.requests(), c.idleSeconds(), Bet.NONE))
                        .toList());
    }

    /** Whether several are known, and none of them is nearly all there is. */
    boolean tellsApart() {
        return copies.size() > 1
                && copies.stream().allMatch(copy -> copy.requests() <= DOMINANT * requests);
    }

    /** The weakest of its copies; there must be some. */
    Weakest weakest() {
        Weakest weakest = new Weakest("", Double.POSITIVE_INFINITY);
        for (Copy copy : copies) {
            double nats = copy.bet().evidence();
            if (nats < weakest.nats()) {
                weakest = new Weakest(copy.name(), nats);
            }
        }
        return weakest;
    }

    private Map<String, Shown> newcomers(Map<String, Shown> bucketed) {
        Map<String, Shown> newcomers = new HashMap<>(bucketed);
        copies.forEach(copy -> newcomers.remove(copy.name()));
        newcomers.values().removeIf(its -> its.requests() == 0);
        return newcomers;
    }

    /** Parts by the name of the copy that is without them. */
    private Map<String, Shown> bucketed(Map<String, Shown> named) {
        if (copies.size() + named.size() <= MOST || newcomers(named).isEmpty()) {
            return named;
        }
        TreeSet<String> names = new TreeSet<>();
        copies.forEach(copy -> names.add(copy.name()));
        Map<String, Shown> buckets = new HashMap<>();
        new TreeMap<>(named)
                .forEach((name, its) -> {
                    if (its.requests() > 0 && names.size() < MOST) {
                        names.add(name);
                    }
                    buckets.merge(
                            names.contains(name) ? name : shared(name, names), its, Shown::plus);
                });
        return buckets;
    }

    /** The same one, as long as it is there and none comes that suits better. */
    private static String shared(String name, TreeSet<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(bucket -> (bucket + '\n' + name).hashCode()))
                .orElseThrow();
    }
}
