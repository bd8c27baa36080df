package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.Access.Action;
import dev.meshfuse.testing.kubernetes.Access.User;
import dev.meshfuse.testing.kubernetes.Answer.Body;
import dev.meshfuse.testing.kubernetes.Answer.Watching;
import dev.meshfuse.testing.kubernetes.ObjectStore.ObjectKey;
import dev.meshfuse.testing.kubernetes.ResourceDeletes.DeleteOptions;
import dev.meshfuse.testing.kubernetes.ResourceReads.Scope;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import dev.meshfuse.testing.kubernetes.ResourceWrites.Outcome;
import dev.meshfuse.testing.kubernetes.ResourceWrites.Target;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * From a request to its answer: routing, access, and the operation behind. Knows nothing of
 * connections.
 */
final class Api {
    /** The real server ends watches after 30 to 60 minutes. */
    private static final long DEFAULT_WATCH_SECONDS = 1800;

    private static final List<String> HEALTH = List.of("healthz", "livez", "readyz");

    /** A resource path that leads to a served kind. */
    private record Route(ResourcePath path, ResourceType type, ApiVersion version) {
        boolean isStatus() {
            return path.subresource().equals("status");
        }

        String namespace() {
            String namespace = path.namespace();
            return namespace == null ? "" : namespace;
        }

        Target target() {
            ObjectKey key = new ObjectKey(type.namespaced() ? namespace() : "", path.name());
            return new Target(type, version, key, isStatus());
        }
    }

    private final Catalogue catalogue;
    private final Access access;
    private final Discovery discovery;
    private final Reviews reviews;
    private final ResourceReads reads;
    private final ResourceWrites writes;
    private final ResourceDeletes deletes;

    Api(ObjectStore store, Catalogue catalogue, Access access) {
        this.catalogue = catalogue;
        this.access = access;
        this.discovery = new Discovery(catalogue);
        this.reviews = new Reviews(access);
        this.reads = new ResourceReads(store);
        this.writes = new ResourceWrites(store);
        this.deletes = new ResourceDeletes(store, catalogue);
    }

    /** Answers every request; a refusal is a Status too. */
    Answer answer(Request request, User user) {
        try {
            return route(request, user);
        } catch (ApiException refused) {
            return Body.of(refused);
        }
    }

    private Answer route(Request request, User user) {
        List<String> path = segments(request.path());
        if (path.size() == 1 && HEALTH.contains(path.get(0))) {
            return new Body(200, "text/plain", "ok", List.of());
        }
        if (access.isEnforced()) {
            Reviews.permission(request).ifPresent(wanted -> requireReview(wanted, user));
        }
        Optional<ObjectNode> review = reviews.answer(request, user);
        if (review.isPresent()) {
            return Body.of(201, review.get());
        }
        Optional<ObjectNode> document = discovery.document(path);
        if (document.isPresent()) {
            if (!request.method().equals("GET")) {
                throw ApiException.methodNotAllowed();
            }
            return Body.of(200, document.get());
        }
        Route route = find(path);
        if (access.isEnforced()) {
            requireAccess(route, request, user);
        }
        return route.path().name().isEmpty() ? collection(route, request) : single(route, request);
    }

    private static List<String> segments(String path) {
        return List.of(path.replaceAll("^/+|/+$", "").split("/", -1));
    }

    private Route find(List<String> segments) {
        ResourcePath path = ResourcePath.of(segments).orElseThrow(ApiException::unknownPath);
        ResourceType type =
                catalogue
                        .find(path.group(), path.version(), path.plural())
                        .orElseThrow(ApiException::unknownPath);
        ApiVersion version = type.version(path.version()).orElseThrow(ApiException::unknownPath);
        Route route = new Route(path, type, version);
        boolean misplaced =
                type.namespaced()
                        ? path.namespace() == null && !path.name().isEmpty()
                        : path.namespace() != null;
        boolean served = path.subresource().isEmpty() || (route.isStatus() && version.status());
        if (misplaced || !served) {
            throw ApiException.unknownPath();
        }
        return route;
    }

    private void requireAccess(Route route, Request request, User user) {
        String verb = verb(route, request);
        ResourcePath path = route.path();
        String resource =
                path.subresource().isEmpty()
                        ? path.plural()
                        : path.plural() + "/" + path.subresource();
        Action action = new Action(verb, path.group(), resource, route.namespace(), path.name());
        if (access.allows(user, action)) {
            access.use(user, action);
        } else {
            String where =
                    route.namespace().isEmpty()
                            ? "at the cluster scope"
                            : "in the namespace \"" + route.namespace() + "\"";
            throw ApiException.forbidden(
                    route.type(),
                    path.name(),
                    String.format(
                            Locale.ROOT,
                            "User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s",
                            user.name(),
                            verb,
                            resource,
                            path.group(),
                            where));
        }
    }

    private void requireReview(Action wanted, User user) {
        if (!access.allows(user, wanted)) {
            throw ApiException.ofCode(
                    403,
                    String.format(
                            Locale.ROOT,
                            "%1$s.%2$s is forbidden: User \"%3$s\" cannot create resource"
                                    + " \"%1$s\" in API group \"%2$s\" at the cluster scope",
                            wanted.resource(),
                            wanted.group(),
                            user.name()));
        }
        access.use(user, wanted);
    }

    private static String verb(Route route, Request request) {
        boolean collection = route.path().name().isEmpty();
        return switch (request.method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> collection ? "deletecollection" : "delete";
            default -> request.isWatch() ? "watch" : collection ? "list" : "get";
        };
    }

    private Answer collection(Route route, Request request) {
        Scope scope = scope(route, request);
        return switch (request.method()) {
            case "GET" ->
                    request.isWatch()
                            ? watching(scope, request)
                            : Body.of(200, reads.list(scope, request));
            case "POST" -> create(route, request);
            case "DELETE" -> {
                ObjectNode list = reads.list(scope, request);
                DeleteOptions options = DeleteOptions.of(request);
                yield Body.of(200, deletes.deleteAll(route.type(), route.version(), list, options));
            }
            default -> throw ApiException.methodNotAllowed();
        };
    }

    private static Scope scope(Route route, Request request) {
        return new Scope(
                route.type(),
                route.version(),
                route.path().namespace(),
                Selectors.labels(request.parameter("labelSelector"))
                        .and(
                                Selectors.fields(
                                        route.version(), request.parameter("fieldSelector"))));
    }

    private static Watching watching(Scope scope, Request request) {
        String from = request.parameter("resourceVersion");
        String wanted = request.parameter("sendInitialEvents");
        if (wanted.equals("true")
                && !request.parameter("resourceVersionMatch").equals("NotOlderThan")) {
            throw ApiException.ofCode(
                    422,
                    "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                            + " sendInitialEvents requires setting resourceVersionMatch to"
                            + " NotOlderThan");
        }
        boolean unknownStart = from.isEmpty() || from.equals("0");
        boolean initial = wanted.equals("true") || (unknownStart && !wanted.equals("false"));
        boolean bookmarks = request.flag("allowWatchBookmarks");
        long timeout = ResourceReads.version(request.parameter("timeoutSeconds"));
        return new Watching(
                scope,
                ResourceReads.version(from),
                initial,
                wanted.equals("true") && bookmarks,
                bookmarks,
                timeout > 0 ? timeout : DEFAULT_WATCH_SECONDS);
    }

    private Answer create(Route route, Request request) {
        if (route.type().namespaced() && route.path().namespace() == null) {
            throw ApiException.methodNotAllowed();
        }
        return written(writes.create(route.target(), body(request), WriteOptions.of(request)));
    }

    private Answer single(Route route, Request request) {
        Target target = route.target();
        return switch (request.method()) {
            case "GET" -> {
                if (request.isWatch()) {
                    Scope all = scope(route, request);
                    Scope one =
                            new Scope(
                                    all.type(),
                                    all.version(),
                                    all.namespace(),
                                    all.selector().and(o -> Meta.name(o).equals(target.name())));
                    yield watching(one, request);
                }
                yield Body.of(200, reads.get(route.type(), route.version(), target.key()));
            }
            case "PUT" -> written(writes.put(target, body(request), WriteOptions.of(request)));
            case "PATCH" -> patch(target, request);
            case "DELETE" -> {
                if (route.isStatus()) {
                    throw ApiException.methodNotAllowed();
                }
                yield Body.of(200, deletes.delete(target, DeleteOptions.of(request)));
            }
            default -> throw ApiException.methodNotAllowed();
        };
    }

    private Answer patch(Target target, Request request) {
        String format = Patches.mediaType(request.contentType());
        if (!format.equals(Patches.APPLY)) {
            return written(
                    writes.patch(
                            target,
                            Patches.parse(target.type(), request.contentType(), request.body()),
                            WriteOptions.of(request)));
        }
        ObjectNode config = Json.parseObject(request.body(), request.contentType());
        if (Json.text(config, "apiVersion").isEmpty() || Json.text(config, "kind").isEmpty()) {
            throw ApiException.badRequest("apply needs apiVersion and kind in the body");
        }
        return written(writes.apply(target, config, WriteOptions.of(request)));
    }

    private static ObjectNode body(Request request) {
        String format = Patches.mediaType(request.contentType());
        if (!List.of("", Json.JSON, "application/yaml").contains(format)) {
            throw ApiException.unsupportedMediaType(List.of(Json.JSON, "application/yaml"));
        }
        return Json.parseObject(request.body(), request.contentType());
    }

    private static Answer written(Outcome outcome) {
        return new Body(
                outcome.status(), Json.JSON, Json.write(outcome.object()), outcome.warnings());
    }
}
