package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.definition.Destination;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what concerns a fuse among routes, whatever their kind. */
final class RouteReader {
    /**
     * One route.
     *
     * @param path JSON pointer to it
     * @param text which it is, for people
     * @param name its name, empty where it has none
     * @param destinations where it sends requests
     * @param mirrors where it sends copies of them
     */
    record Route(
            String path, String text, String name, List<Found> destinations, List<Found> mirrors) {}

    /**
     * A destination or a mirror.
     *
     * @param side its place
     * @param service the service and subset it leads to; empty where it leads to none
     */
    record Found(SplitRoute.Side side, Optional<RoutedService> service) {
        boolean leadsTo(RoutedService wanted) {
            return service.map(wanted::isSame).orElse(false);
        }
    }

    private final ReadObject root;
    private final Fuse fuse;
    private final RoutedService stable;
    private final RoutedService canary;
    private final List<SplitRoute> splits = new ArrayList<>();
    private final List<Mirror> mirrors = new ArrayList<>();
    private final List<String> rests = new ArrayList<>();
    private final List<String> ambiguous = new ArrayList<>();
    private final Set<String> unseen;

    RouteReader(ReadObject root, Fuse fuse) {
        this.root = root;
        this.fuse = fuse;
        this.stable = side(fuse.stable(), fuse);
        this.canary = side(fuse.canary(), fuse);
        this.unseen = new HashSet<>(fuse.target().routes());
    }

    private static RoutedService side(Destination destination, Fuse fuse) {
        return RoutedService.of(destination.host(), destination.subset(), fuse.id().namespace())
                .orElseThrow(() ->
                        new IllegalStateException(destination + " is the host of no service"));
    }

    /** Looks at the routes of an object. */
    void add(ReadObject object, List<Route> routes) {
        routes.stream().filter(this::isMeant).forEach(route -> add(object, route));
    }

    private boolean isMeant(Route route) {
        unseen.remove(route.name());
        return fuse.target().routes().isEmpty() || fuse.target().routes().contains(route.name());
    }

    private void add(ReadObject object, Route route) {
        String text = object.equals(root) ? route.text() : route.text() + " of " + object.name();
        List<SplitRoute.Side> kept = leadingTo(stable, route.destinations());
        List<SplitRoute.Side> taken = leadingTo(canary, route.destinations());
        if (kept.size() == 1 && !taken.isEmpty()) {
            splits.add(new SplitRoute(object, text, kept.getFirst(), taken));
        } else if (kept.size() > 1 && !taken.isEmpty()) {
            ambiguous.add(
                    "%s of %s leads to stable %s in %d destinations, so it is not known which is to get the canary's share"
                            .formatted(route.text(), object.name(), fuse.stable(), kept.size()));
        } else if (!taken.isEmpty()) {
            rests.add(
                    "%s leads to the canary and not to stable; it is left as it is."
                            .formatted(text));
        }
        leadingTo(canary, route.mirrors())
                .forEach(side ->
                        mirrors.add(new Mirror(object, side.path(), side.text() + " in " + text)));
    }

    private static List<SplitRoute.Side> leadingTo(RoutedService wanted, List<Found> found) {
        return found.stream().filter(one -> one.leadsTo(wanted)).map(Found::side).toList();
    }

    /** What was found. */
    TargetView view(Ownership ownership) {
        String name = root.name();
        if (!ambiguous.isEmpty()) {
            return new TargetView.Unusable(
                    name, "Ambiguous", String.join("; ", ambiguous), ownership);
        }
        if (!unseen.isEmpty()) {
            return new TargetView.Unusable(
                    name,
                    "NoSuchRoute",
                    "%s has no route named %s"
                            .formatted(name, String.join(", ", unseen.stream().sorted().toList())),
                    ownership);
        }
        if (splits.isEmpty()) {
            return new TargetView.Unusable(
                    name,
                    "NoSplit",
                    "no route of %s splits between %s and %s"
                            .formatted(name, fuse.stable(), fuse.canary()),
                    ownership);
        }
        return new RouteTarget(root, splits, mirrors, rests, ownership);
    }

    /** The elements of an array in an object, each with the pointer to it. */
    static <T> List<T> each(
            JsonNode tree, String path, java.util.function.BiFunction<String, JsonNode, T> read) {
        JsonNode array = tree.at(path);
        List<T> all = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            all.add(read.apply(path + "/" + i, array.get(i)));
        }
        return all;
    }
}
