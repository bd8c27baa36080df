package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.fuse.WeightPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Routes whose weights are written by nobody else. They may stand in several objects, as those of a
 * VirtualService and its delegates do; each object gets one patch.
 *
 * @param root the object a fuse names
 * @param routes those that split between the sides
 * @param mirrors copies that go to the canary
 * @param rests what no plan touches although it leads to the canary, a sentence each
 * @param ownership who else decides about the weights
 */
record RouteTarget(
        ReadObject root,
        List<SplitRoute> routes,
        List<Mirror> mirrors,
        List<String> rests,
        Ownership ownership)
        implements TargetView.Splitting {
    RouteTarget {
        routes = List.copyOf(routes);
        mirrors = List.copyOf(mirrors);
        rests = List.copyOf(rests);
        if (routes.isEmpty()) {
            throw new IllegalArgumentException(root.name() + " has no route that splits");
        }
    }

    @Override
    public String name() {
        return root.name();
    }

    @Override
    public String uid() {
        return root.uid();
    }

    @Override
    public String describe() {
        List<String> sentences = new ArrayList<>();
        sentences.add(
                routes.stream()
                        .map(SplitRoute::describe)
                        .collect(Collectors.joining("; ", name() + " splits in ", ".")));
        mirrors.forEach(mirror -> sentences.add("Copies of requests go to " + mirror.text() + "."));
        sentences.addAll(rests);
        return String.join(" ", sentences);
    }

    @Override
    public boolean canaryHasWeight() {
        return routes.stream().anyMatch(route -> route.canaryShare() > 0);
    }

    /**
     * Gives the canary's share in every route to stable, so that the sum of a route stays what it
     * was, and takes away the mirrors to it.
     */
    @Override
    public WeightPlan withoutCanary() {
        Planned planned = new Planned();
        for (SplitRoute route : routes) {
            int share = route.canaryShare();
            if (share > 0) {
                planned.test(route);
                planned.weigh(route, route.stable(), Math.addExact(route.stable().weight(), share));
                route.canary().stream()
                        .filter(side -> side.weight() > 0)
                        .forEach(side -> planned.weigh(route, side, 0));
            }
        }
        // From the last, so that the places of those before it stay what they are.
        mirrors.reversed().forEach(planned::remove);
        return planned.plan();
    }

    @Override
    public WeightPlan unchanged() {
        Planned planned = new Planned();
        for (SplitRoute route : routes) {
            planned.test(route);
            route.sides().forEach(side -> planned.weigh(route, side, side.weight()));
        }
        return planned.plan();
    }

    @Override
    public WeightPlan held(List<WeightChange> recorded) {
        Planned planned = new Planned();
        if (recorded.isEmpty()) {
            routes.forEach(route -> route.sides().forEach(side -> planned.note(route, side)));
            return planned.plan();
        }
        routes.forEach(route -> keepBelow(recorded(route, recorded), route, planned));
        return planned.plan();
    }

    /** Puts the canary's part of what both sides have back to the one recorded, if it has grown. */
    private static void keepBelow(
            Map<SplitRoute.Side, WeightChange> before, SplitRoute route, Planned planned) {
        if (before.size() != 1 + route.canary().size()) {
            return; // another route than the one that was recorded
        }
        long both = route.stable().weight() + (long) route.canaryShare();
        long bothBefore = before.values().stream().mapToLong(WeightChange::after).sum();
        long stableBefore = before.getOrDefault(route.stable(), NONE).after();
        if (route.canaryShare() * bothBefore <= (bothBefore - stableBefore) * both) {
            return;
        }
        planned.test(route);
        long left = both;
        Map<SplitRoute.Side, Integer> shares = new LinkedHashMap<>();
        for (SplitRoute.Side side : route.canary()) {
            long part = before.getOrDefault(side, NONE).after() * both / Math.max(1, bothBefore);
            shares.put(side, Math.toIntExact(part));
            left -= part;
        }
        planned.weigh(route, route.stable(), Math.toIntExact(left));
        shares.forEach((side, share) -> planned.weigh(route, side, share));
    }

    private static final WeightChange NONE = new WeightChange("", "", 0, 0);

    @Override
    public WeightPlan restored(List<WeightChange> recorded) {
        Planned planned = new Planned();
        for (SplitRoute route : routes) {
            Map<SplitRoute.Side, WeightChange> before = recorded(route, recorded);
            boolean asLeft =
                    before.entrySet().stream()
                            .allMatch(one -> one.getKey().weight() == one.getValue().after());
            if (asLeft && before.values().stream().anyMatch(one -> one.before() != one.after())) {
                planned.test(route);
                before.forEach((side, change) -> planned.weigh(route, side, change.before()));
            }
        }
        if (recorded.stream().allMatch(this::standsAsLeft)) {
            // They were taken away from the last to the first.
            recorded.reversed()
                    .forEach(change -> {
                        if (change.removed() != null) {
                            planned.putBack(change, Json.read(change.removed()));
                        }
                    });
        }
        return planned.plan();
    }

    /** Where a weight is another now, a mirror's place may be another route's. */
    private boolean standsAsLeft(WeightChange change) {
        return change.removed() != null
                || routes.stream()
                        .flatMap(route -> recorded(route, List.of(change)).keySet().stream())
                        .anyMatch(side -> side.weight() == change.after());
    }

    private Map<SplitRoute.Side, WeightChange> recorded(
            SplitRoute route, List<WeightChange> recorded) {
        Map<SplitRoute.Side, WeightChange> found = new LinkedHashMap<>();
        route.sides()
                .forEach(side -> {
                    String path = path(route.object(), side.weightPath());
                    recorded.stream()
                            .filter(one ->
                                    one.path().equals(path)
                                            && one.destination().equals(side.text()))
                            .findFirst()
                            .ifPresent(one -> found.put(side, one));
                });
        return found;
    }

    private List<ReadObject> objects() {
        return Stream.concat(
                        routes.stream().map(SplitRoute::object),
                        mirrors.stream().map(Mirror::object))
                .distinct()
                .toList();
    }

    /** A pointer into the root as it is; into another object with its name before it. */
    private String path(ReadObject object, String pointer) {
        return object.equals(root) ? pointer : object.name() + "#" + pointer;
    }

    /** A plan in the making. */
    private final class Planned {
        private final List<WeightChange> changes = new ArrayList<>();
        private final Map<ReadObject, Patch> patches = new LinkedHashMap<>();

        Patch patch(ReadObject object) {
            return patches.computeIfAbsent(object, Patch::ofVersion);
        }

        void test(SplitRoute route) {
            route.test(patch(route.object()));
        }

        void note(SplitRoute route, SplitRoute.Side side) {
            changes.add(
                    new WeightChange(
                            path(route.object(), side.weightPath()),
                            side.text(),
                            side.weight(),
                            side.weight()));
        }

        void weigh(SplitRoute route, SplitRoute.Side side, int weight) {
            changes.add(
                    new WeightChange(
                            path(route.object(), side.weightPath()),
                            side.text(),
                            side.weight(),
                            weight));
            patch(route.object()).put(side.weightPath(), weight);
        }

        void remove(Mirror mirror) {
            patch(mirror.object()).test(mirror.path()).remove(mirror.path());
            changes.add(
                    new WeightChange(
                            path(mirror.object(), mirror.path()),
                            "mirror to " + mirror.text(),
                            1,
                            0,
                            mirror.value().toString()));
        }

        /** Puts back what was taken away, in the object where it stood. */
        void putBack(WeightChange change, JsonNode removed) {
            String pointer = change.path().substring(change.path().indexOf('#') + 1);
            objects().stream()
                    .filter(object -> change.path().equals(path(object, pointer)))
                    .filter(object -> patch(object).hasRoomFor(pointer, removed))
                    .forEach(object -> {
                        patch(object).put(pointer, removed);
                        changes.add(new WeightChange(change.path(), change.destination(), 0, 1));
                    });
        }

        WeightPlan plan() {
            return new WeightPlan(
                    name(),
                    changes,
                    patches.entrySet().stream()
                            .filter(one -> !one.getValue().isEmpty())
                            .map(one -> one.getKey().write("", one.getValue()))
                            .toList());
        }
    }
}
