package dev.meshfuse.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The evidence as it would be without one of the callers, or without one of the pods, for each of
 * them. If all that is bad beyond the allowed comes from one of them, the copy without it shows
 * nothing, however long and hard that one fails. So evidence for a trip must be in all copies.
 *
 * <p>The first sixteen have a copy of their own; whoever comes beyond shares one, chosen by hash.
 * Who had no request for an hour is forgotten. A newcomer's copy begins as the evidence of all,
 * which it is: without somebody who was not there. Who was shown to fail alone is left out of all
 * copies for a while ({@link SetAside}).
 *
 * @param requests of all, also of those not known by name, in the last hour: decayed with a time
 *     constant of an hour
 * @param copies ordered by name
 * @param aside who is left out of every copy
 */
public record LeaveOneOut(double requests, List<Copy> copies, SetAside aside) {
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
    public static final LeaveOneOut NOBODY = new LeaveOneOut(0, List.of(), SetAside.NOBODY);

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
     * @param leftOut who is left out in it, several divided by commas; empty for nobody
     * @param nats what the others show
     */
    public record Weakest(String leftOut, double nats) {}

    /** What a block showed: the canary's whole, and its parts by name. */
    record Parts(Shown whole, Map<String, Shown> named, double seconds) {}

    public LeaveOneOut {
        copies = List.copyOf(copies);
        Objects.requireNonNull(aside, "aside");
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
            Bet without = aside.names().isEmpty() ? ofAll : aside.rest();
            newcomers(bucketed)
                    .forEach((name, its) -> next.add(new Copy(name, its.requests(), 0, without)));
            next.sort(Comparator.comparing(Copy::name));
        }
        boolean others = next.stream().filter(copy -> !aside.has(copy.name())).count() > 1;
        return new LeaveOneOut(
                requests * kept + parts.whole().requests(), next, others ? aside : SetAside.NOBODY);
    }

    /**
     * With the evidence of a block. Where nobody but those left out called, nothing is known.
     *
     * @param terms how a block with such a bad ratio is weighed
     * @param ofAll the evidence with nobody left out, this block included
     * @param threshold evidence at which something is shown, in nats
     */
    LeaveOneOut after(Parts parts, DoubleFunction<Bet.Terms> terms, Bet ofAll, double threshold) {
        if (parts.whole().bad() == 0
                && aside.equals(SetAside.NOBODY)
                && copies.stream().allMatch(copy -> copy.bet().equals(Bet.NONE))) {
            return this; // a good block takes away, and there is nothing to take
        }
        Map<String, Shown> bucketed = bucketed(parts.named());
        Shown rest = parts.whole();
        for (String name : aside.names()) {
            rest = rest.minus(bucketed.getOrDefault(name, Shown.NOTHING));
        }
        List<Copy> next = new ArrayList<>(copies.size());
        for (Copy copy : copies) {
            Shown its =
                    aside.has(copy.name())
                            ? Shown.NOTHING
                            : bucketed.getOrDefault(copy.name(), Shown.NOTHING);
            Bet bet = weighed(copy.bet(), rest.minus(its), terms);
            next.add(new Copy(copy.name(), copy.requests(), copy.idleSeconds(), bet));
        }
        Bet ofRest = aside.names().isEmpty() ? ofAll : weighed(aside.rest(), rest, terms);
        return new LeaveOneOut(requests, next, aside.showing(ofRest))
                .calmed(ofAll, threshold)
                .suspecting(bucketed, rest, threshold);
    }

    private static Bet weighed(Bet before, Shown block, DoubleFunction<Bet.Terms> terms) {
        return block.requests() == 0
                ? before
                : before.after(block.badRatio(), terms.apply(block.badRatio()));
    }

    /** Nobody is set aside any more once all together have calmed down. */
    private LeaveOneOut calmed(Bet ofAll, double threshold) {
        return ofAll.evidence() < threshold / 2 && !aside.equals(SetAside.NOBODY)
                ? new LeaveOneOut(requests, copies, SetAside.NOBODY)
                : this;
    }

    /** Sees whether one alone is behind what the rest shows. */
    private LeaveOneOut suspecting(Map<String, Shown> bucketed, Shown rest, double threshold) {
        Optional<Copy> least =
                copies.stream()
                        .filter(copy -> !aside.has(copy.name()))
                        .min(Comparator.comparingDouble(copy -> copy.bet().evidence()));
        if (aside.rest().evidence() < threshold
                || least.isEmpty()
                || least.get().bet().evidence() >= threshold / 2
                || !tellsApartWithout(least.get())) {
            return new LeaveOneOut(requests, copies, aside.unsuspecting());
        }
        Copy suspect = least.get();
        Shown its = bucketed.getOrDefault(suspect.name(), Shown.NOTHING);
        SetAside next =
                its.requests() == 0
                        ? aside
                        : aside.suspecting(suspect.name(), its, rest.minus(its));
        return next.isShown() ? settingAside(suspect) : new LeaveOneOut(requests, copies, next);
    }

    private LeaveOneOut settingAside(Copy one) {
        return new LeaveOneOut(
                requests,
                copies.stream()
                        .map(c -> new Copy(c.name(), c.requests(), c.idleSeconds(), one.bet()))
                        .toList(),
                aside.with(one.name(), one.bet()));
    }

    /** Whether those that are left then could be told apart. */
    private boolean tellsApartWithout(Copy one) {
        List<Copy> left =
                copies.stream()
                        .filter(copy -> !copy.equals(one) && !aside.has(copy.name()))
                        .toList();
        double of = left.stream().mapToDouble(Copy::requests).sum();
        return left.size() > 1 && left.stream().allMatch(copy -> copy.requests() <= DOMINANT * of);
    }

    /** Without evidence; who calls is known all the same. */
    LeaveOneOut fromZero() {
        return new LeaveOneOut(
                requests,
                copies.stream()
                        .map(c -> new Copy(c.name(), c.requests(), c.idleSeconds(), Bet.NONE))
                        .toList(),
                SetAside.NOBODY);
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
                weakest = new Weakest(leftOut(copy), nats);
            }
        }
        return weakest;
    }

    private String leftOut(Copy copy) {
        return Stream.concat(aside.names().stream(), Stream.of(copy.name()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
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
