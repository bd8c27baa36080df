package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Istio's VirtualService: its HTTP, TLS and TCP routes, and those of the objects it delegates to.
 *
 * <p>Weights are relative, so their sum may be any. An omitted one is 0 where a route has several
 * destinations (istio/istio {@code pkg/config/validation/validation.go}).
 */
final class VirtualServiceKind implements TargetKind {
    private static final List<String> SECTIONS = List.of("http", "tls", "tcp");

    private final TargetObjects objects;
    private final Owners owners;

    VirtualServiceKind(TargetObjects objects, Owners owners) {
        this.objects = objects;
        this.owners = owners;
    }

    @Override
    public TargetView view(ReadObject object, Fuse fuse) {
        RouteReader reader = new RouteReader(object, fuse);
        reader.add(object, routes(object));
        List<ReadObject> all = new ArrayList<>(List.of(object));
        for (Delegate delegate : delegates(object)) {
            Optional<ReadObject> leaf =
                    objects.get(ApiKind.VIRTUAL_SERVICE, delegate.namespace(), delegate.name());
            if (leaf.isEmpty()) {
                return new TargetView.Unusable(
                        object.name(),
                        "NotFound",
                        "%s delegates to %s, which does not exist"
                                .formatted(
                                        object.name(),
                                        ApiKind.VIRTUAL_SERVICE.name(
                                                delegate.namespace(), delegate.name())));
            }
            reader.add(leaf.get(), routes(leaf.get()));
            all.add(leaf.get());
        }
        return Owners.guarded(all.stream().map(owners::of).toList(), object, reader::view);
    }

    /** What a managed VirtualService splits, without asking for its owner. */
    static TargetView owned(ReadObject object, Fuse fuse, Ownership ownership) {
        RouteReader reader = new RouteReader(object, fuse);
        reader.add(object, routes(object));
        return reader.view(ownership);
    }

    private record Delegate(String namespace, String name) {}

    /** Istio follows delegates one level deep. */
    private static List<Delegate> delegates(ReadObject object) {
        return RouteReader.each(
                        object.tree(), "/spec/http", (path, route) -> route.path("delegate"))
                .stream()
                .filter(delegate -> delegate.path("name").isTextual())
                .map(delegate ->
                        new Delegate(
                                delegate.path("namespace").asText(object.namespace()),
                                delegate.path("name").asText()))
                .distinct()
                .toList();
    }

    private static List<RouteReader.Route> routes(ReadObject object) {
        List<RouteReader.Route> all = new ArrayList<>();
        for (String section : SECTIONS) {
            all.addAll(
                    RouteReader.each(
                            object.tree(),
                            "/spec/" + section,
                            (path, route) -> route(object, section, path, route)));
        }
        return all;
    }

    private static RouteReader.Route route(
            ReadObject object, String section, String path, JsonNode route) {
        String name = route.path("name").asText("");
        String number = path.substring(path.lastIndexOf('/') + 1);
        String text =
                "%s route %s%s"
                        .formatted(
                                section.toUpperCase(Locale.ROOT),
                                number,
                                name.isEmpty() ? "" : " (" + name + ")");
        return new RouteReader.Route(
                path,
                text,
                name,
                RouteReader.each(
                        object.tree(),
                        path + "/route",
                        (at, found) -> found(object, at, "/destination", found)),
                mirrors(object, path, route));
    }

    private static List<RouteReader.Found> mirrors(ReadObject object, String path, JsonNode route) {
        List<RouteReader.Found> all = new ArrayList<>();
        if (route.path("mirror").isObject()) {
            all.add(found(object, path + "/mirror", "", route.path("mirror")));
        }
        all.addAll(
                RouteReader.each(
                        object.tree(),
                        path + "/mirrors",
                        (at, mirror) -> found(object, at, "/destination", mirror)));
        return all;
    }

    private static RouteReader.Found found(
            ReadObject object, String path, String inside, JsonNode element) {
        JsonNode destination = inside.isEmpty() ? element : element.at(inside);
        String host = destination.path("host").asText("");
        @Nullable String subset = destination.path("subset").asText(null);
        SplitRoute.Side side =
                new SplitRoute.Side(
                        path,
                        List.of(path + inside + "/host", path + inside + "/subset"),
                        subset == null ? host : host + "/" + subset,
                        element.path("weight").asInt(0));
        return new RouteReader.Found(side, RoutedService.of(host, subset, object.namespace()));
    }
}
