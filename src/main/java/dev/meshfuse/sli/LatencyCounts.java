package dev.meshfuse.sli;

import dev.meshfuse.scrape.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.DoubleStream;

/**
 * How long requests took, in milliseconds: how many were at most each bound. Pods may have other
 * buckets than their neighbours, so counts of each set of bounds are kept apart: what one pod
 * counts at 100 ms says nothing of another that has no such bound. Sums can be taken back.
 * Immutable.
 */
public final class LatencyCounts {
    public static final LatencyCounts NONE = new LatencyCounts(List.of());

    /** Requests that were counted in the same buckets. */
    private static final class Group {
        /** Finite upper bounds, ascending. */
        private final double[] bounds;

        /** Requests up to each bound; one more at the end counts all. */
        private final long[] atMost;

        Group(double[] bounds, long[] atMost) {
            this.bounds = bounds;
            this.atMost = atMost;
        }

        boolean hasBoundsOf(Group other) {
            return Arrays.equals(bounds, other.bounds);
        }

        long total() {
            return atMost[bounds.length];
        }

        Group plus(Group other) {
            long[] sum = new long[atMost.length];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = Math.addExact(atMost[i], other.atMost[i]);
            }
            return new Group(bounds, sum);
        }

        boolean isZero() {
            for (long count : atMost) {
                if (count != 0) {
                    return false;
                }
            }
            return true;
        }

        long[][] divided(int parts, LongFunction<long[]> divide) {
            long[][] divided = new long[parts][atMost.length];
            long before = 0;
            for (int i = 0; i < atMost.length; i++) {
                long[] ofBucket = divide.apply(atMost[i] - before);
                before = atMost[i];
                for (int part = 0; part < parts; part++) {
                    divided[part][i] = ofBucket[part] + (i == 0 ? 0 : divided[part][i - 1]);
                }
            }
            return divided;
        }

        int indexOf(double bound) {
            return Arrays.binarySearch(bounds, bound);
        }
    }

    private final List<Group> groups;

    private LatencyCounts(List<Group> groups) {
        this.groups = groups;
    }

    /** What one histogram gained. */
    public static LatencyCounts of(Histogram gained) {
        if (gained.count() == 0) {
            return NONE;
        }
        long[] atMost = new long[gained.size() + 1];
        for (int i = 0; i < atMost.length; i++) {
            atMost[i] = gained.atMost(i);
        }
        return new LatencyCounts(List.of(new Group(gained.bounds(), atMost)));
    }

    /** What was kept. */
    static LatencyCounts of(List<Histogram> kept) {
        return kept.stream().map(LatencyCounts::of).reduce(NONE, LatencyCounts::plus);
    }

    /**
     * To be kept: one histogram for each set of bounds.
     *
     * @throws IllegalArgumentException when more was taken back than was there
     */
    List<Histogram> toHistograms() {
        return groups.stream().map(group -> Histogram.of(group.bounds, group.atMost)).toList();
    }

    /** Sums, which never wrap around. */
    public LatencyCounts plus(LatencyCounts other) {
        if (groups.isEmpty()) {
            return other;
        }
        List<Group> sums = new ArrayList<>(groups);
        for (Group added : other.groups) {
            int same = 0;
            while (same < sums.size() && !sums.get(same).hasBoundsOf(added)) {
                same++;
            }
            if (same == sums.size()) {
                sums.add(added);
            } else {
                sums.set(same, sums.get(same).plus(added));
            }
        }
        sums.removeIf(Group::isZero);
        return sums.isEmpty() ? NONE : new LatencyCounts(sums);
    }

    /** The opposite, to take it back. */
    public LatencyCounts negated() {
        return new LatencyCounts(
                groups.stream()
                        .map(group ->
                                new Group(
                                        group.bounds,
                                        Arrays.stream(group.atMost).map(n -> -n).toArray()))
                        .toList());
    }

    /** Whether nothing was counted. */
    public boolean isEmpty() {
        return groups.isEmpty();
    }

    /** All requests whose duration is known, in whatever buckets. */
    public long total() {
        long total = 0;
        for (Group group : groups) {
            total += group.total();
        }
        return total;
    }

    /** Requests that were counted where there is such a bound, so that they can be judged by it. */
    public long judgedBy(double bound) {
        long judged = 0;
        for (Group group : groups) {
            judged += group.indexOf(bound) >= 0 ? group.total() : 0;
        }
        return judged;
    }

    /** Those of them that took no longer. */
    public long atMost(double bound) {
        long inTime = 0;
        for (Group group : groups) {
            int index = group.indexOf(bound);
            inTime += index >= 0 ? group.atMost[index] : 0;
        }
        return inTime;
    }

    /**
     * Divides the requests of each bucket, so that the parts sum to what is divided.
     *
     * @param parts into how many
     * @param divide gives the parts of a number, none negative, whose sum is at most that number
     */
    public List<LatencyCounts> divided(int parts, LongFunction<long[]> divide) {
        List<List<Group>> divided = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            divided.add(new ArrayList<>());
        }
        for (Group group : groups) {
            long[][] atMost = group.divided(parts, divide);
            for (int part = 0; part < parts; part++) {
                Group its = new Group(group.bounds, atMost[part]);
                if (!its.isZero()) {
                    divided.get(part).add(its);
                }
            }
        }
        return divided.stream().map(its -> its.isEmpty() ? NONE : new LatencyCounts(its)).toList();
    }

    /** The largest bound below, where there is one. */
    public OptionalDouble boundBelow(double threshold) {
        return bounds().filter(bound -> bound < threshold).max();
    }

    /** The smallest bound above, where there is one. */
    public OptionalDouble boundAbove(double threshold) {
        return bounds().filter(bound -> bound > threshold).min();
    }

    /**
     * The duration that a share of the requests did not exceed, as near as buckets tell it, by the
     * rules of Prometheus's {@code histogram_quantile}: requests are spread evenly within a bucket,
     * the first one begins at 0, and beyond the last bound it is that bound. Where buckets differ,
     * only bounds that all have are used.
     *
     * @param share above 0 and below 1
     * @return milliseconds, or nothing without requests or without a common bound
     */
    public OptionalDouble quantile(double share) {
        double[] common = commonBounds();
        long total = total();
        if (total == 0 || common.length == 0) {
            return OptionalDouble.empty();
        }
        double rank = share * total;
        double start = 0;
        long before = 0;
        for (double end : common) {
            long count = atMost(end);
            if (count >= rank) {
                return OptionalDouble.of(
                        end <= 0
                                ? end
                                : start + (end - start) * (rank - before) / (count - before));
            }
            start = end;
            before = count;
        }
        return OptionalDouble.of(start);
    }

    private DoubleStream bounds() {
        return groups.stream().flatMapToDouble(group -> Arrays.stream(group.bounds));
    }

    private double[] commonBounds() {
        if (groups.size() == 1) {
            return groups.getFirst().bounds;
        }
        TreeSet<Double> common = new TreeSet<>();
        bounds().forEach(common::add);
        common.removeIf(bound -> groups.stream().anyMatch(group -> group.indexOf(bound) < 0));
        return common.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LatencyCounts counts
                && groups.size() == counts.groups.size()
                && plus(counts.negated()).isEmpty();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(total());
    }

    @Override
    public String toString() {
        return "LatencyCounts"
                + groups.stream()
                        .map(g -> Arrays.toString(g.bounds) + "=" + Arrays.toString(g.atMost))
                        .toList();
    }
}
