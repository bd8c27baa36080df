package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** Reads the spec of a Fuse. */
final class FuseReader implements DefinitionReader.SpecReader<Fuse> {
    /** The kinds a fuse acts on, with their groups. */
    private static final Map<String, String> TARGETS =
            Map.of(
                    "VirtualService", "networking.istio.io",
                    "HTTPRoute", "gateway.networking.k8s.io",
                    "GRPCRoute", "gateway.networking.k8s.io",
                    "Rollout", "argoproj.io",
                    "Canary", "flagger.app");

    /** Kinds that choose the routes themselves. */
    private static final Set<String> WITHOUT_ROUTES = Set.of("Rollout", "Canary");

    /** Kinds that know nothing of the subsets of a DestinationRule. */
    private static final Set<String> WITHOUT_SUBSETS = Set.of("HTTPRoute", "GRPCRoute", "Canary");

    private final Optional<ResourceId> id;
    private final long generation;

    FuseReader(Optional<ResourceId> id, long generation) {
        this.id = id;
        this.generation = generation;
    }

    @Override
    public Optional<Fuse> read(Node spec) {
        List<ResourceId> slos = slos(spec.field("slos").required());
        Optional<TargetRef> target = target(spec.field("targetRef").required());
        Optional<Destination> stable = destination(spec.field("stable").required());
        Optional<Destination> canary = destination(spec.field("canary").required());
        Set<Fuse.Trigger> triggers = triggers(spec.field("triggers"));
        Fuse.Mode mode = spec.field("mode").oneOf(Fuse.Mode.class).orElse(Fuse.Mode.Enforce);
        FusePolicy policy = policy(spec.field("policy"));
        spec.nothingElse();
        if (stable.isPresent() && canary.isPresent()) {
            sidesDiffer(spec.field("canary"), stable.get(), canary.get());
            target.ifPresent(ref -> noSubsets(spec, ref, stable.get(), canary.get()));
        }
        return id.flatMap(known ->
                target.flatMap(ref ->
                        stable.flatMap(left ->
                                canary.map(right ->
                                        new Fuse(
                                                known,
                                                generation,
                                                slos,
                                                ref,
                                                left,
                                                right,
                                                triggers,
                                                mode,
                                                policy)))));
    }

    private List<ResourceId> slos(Node node) {
        Set<String> names = new LinkedHashSet<>();
        Optional<List<Node>> items = node.items();
        if (items.isPresent() && items.get().isEmpty()) {
            node.fault("must name at least one ServiceLevelObjective");
        }
        for (Node item : items.orElse(List.of())) {
            Node name = item.required().field("name").required();
            name.parsed(DefinitionReader::checkedName)
                    .filter(text -> !names.add(text))
                    .ifPresent(text -> name.fault("names '%s' a second time".formatted(text)));
            item.nothingElse();
        }
        List<ResourceId> ids = new ArrayList<>();
        id.ifPresent(self ->
                names.forEach(
                        name -> ids.add(new ResourceId(self.cluster(), self.namespace(), name))));
        return ids;
    }

    private static Optional<TargetRef> target(Node node) {
        Node groupNode = node.field("group").required();
        Node kindNode = node.field("kind").required();
        Optional<String> group = groupNode.text();
        Optional<String> kind = kindNode.text();
        Optional<String> name = node.field("name").required().parsed(DefinitionReader::checkedName);
        Set<String> routes = new HashSet<>();
        for (Node route : node.field("routes").items().orElse(List.of())) {
            route.required().text().ifPresent(routes::add);
        }
        node.nothingElse();
        boolean groupKnown = group.filter(TARGETS::containsValue).isPresent();
        if (!groupKnown) {
            group.ifPresent(text -> unsupported(groupNode, text));
        }
        kind.filter(text ->
                        !TARGETS.containsKey(text)
                                || (groupKnown
                                        && !Objects.equals(TARGETS.get(text), group.orElse(""))))
                .ifPresent(text -> unsupported(kindNode, text));
        if (!routes.isEmpty() && kind.filter(WITHOUT_ROUTES::contains).isPresent()) {
            node.field("routes")
                    .fault("cannot be named: a %s has routes of its own".formatted(kind.get()));
        }
        return group.flatMap(g -> kind.flatMap(k -> name.map(n -> new TargetRef(g, k, n, routes))));
    }

    private static void unsupported(Node node, String text) {
        node.fault(
                "is '%s'; a fuse acts on VirtualService of networking.istio.io, HTTPRoute and GRPCRoute of gateway.networking.k8s.io, Rollout of argoproj.io, and Canary of flagger.app"
                        .formatted(text));
    }

    private static void noSubsets(
            Node spec, TargetRef target, Destination stable, Destination canary) {
        if (WITHOUT_SUBSETS.contains(target.kind())) {
            String fault =
                    "is not for a %s: its sides are services of their own".formatted(target.kind());
            if (stable.subset() != null) {
                spec.field("stable").field("subset").fault(fault);
            }
            if (canary.subset() != null) {
                spec.field("canary").field("subset").fault(fault);
            }
        }
    }

    private Optional<Destination> destination(Node node) {
        Optional<String> host = node.field("host").required().parsed(this::checkedHost);
        Node subsetNode = node.field("subset");
        Optional<String> subset = subsetNode.parsed(FuseReader::checkedSubset);
        node.nothingElse();
        return subsetNode.isPresent() && subset.isEmpty()
                ? Optional.empty()
                : host.map(text -> new Destination(text, subset.orElse(null)));
    }

    private static String checkedSubset(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "must not be empty; leave it out when the host alone names the side");
        }
        return text;
    }

    private String checkedHost(String text) {
        String namespace = id.map(ResourceId::namespace).orElse("");
        ServiceHost host =
                ServiceHost.parse(text, namespace)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "'"
                                                + text
                                                + "' is not the host of a Kubernetes service, such as cart or"
                                                + " cart.shop.svc.cluster.local"));
        if (!namespace.isEmpty() && !host.namespace().equals(namespace)) {
            throw new IllegalArgumentException(
                    "'%s' is in namespace %s; a fuse lives in its service's namespace, and this one in %s"
                            .formatted(text, host.namespace(), namespace));
        }
        return text;
    }

    private void sidesDiffer(Node canaryNode, Destination stable, Destination canary) {
        String namespace = id.map(ResourceId::namespace).orElse("");
        if (!ServiceHost.same(stable.host(), canary.host(), namespace)) {
            return;
        }
        String stableSubset = stable.subset();
        String canarySubset = canary.subset();
        if (Objects.equals(stableSubset, canarySubset)) {
            canaryNode.fault(
                    "is the same as spec.stable (%s); a split has two sides".formatted(stable));
        } else if (stableSubset == null || canarySubset == null) {
            canaryNode.fault("shares its host with spec.stable; then both need a subset");
        }
    }

    private static Set<Fuse.Trigger> triggers(Node node) {
        Optional<List<Node>> items = node.items();
        if (items.isEmpty()) {
            return EnumSet.allOf(Fuse.Trigger.class);
        }
        Set<Fuse.Trigger> triggers = EnumSet.noneOf(Fuse.Trigger.class);
        for (Node item : items.get()) {
            item.required().oneOf(Fuse.Trigger.class).ifPresent(triggers::add);
        }
        if (triggers.isEmpty()) {
            node.fault("must contain at least one of Evidence, Budget, Alerts");
        }
        return triggers;
    }

    private static FusePolicy policy(Node node) {
        FusePolicy standard = FusePolicy.DEFAULT;
        BigDecimal rho =
                decimal(node.field("rho"), (value, one) -> value.compareTo(one) >= 0, "at least 1")
                        .orElse(standard.rho());
        BigDecimal burnLimit =
                decimal(node.field("burnLimit"), (value, one) -> value.signum() > 0, "above 0")
                        .orElse(standard.burnLimit());
        Duration falseAlarmsPer =
                node.field("falseAlarmsPer")
                        .parsed(FuseReader::positive)
                        .orElse(standard.falseAlarmsPer());
        FusePolicy.OnBudgetExhausted onBudgetExhausted =
                node.field("onBudgetExhausted")
                        .oneOf(FusePolicy.OnBudgetExhausted.class)
                        .orElse(standard.onBudgetExhausted());
        Duration cooldown =
                node.field("cooldown").parsed(Durations::parse).orElse(standard.cooldown());
        Node maxTrips = node.field("maxTrips");
        int trips = maxTrips.integer().orElse(standard.maxTrips());
        if (trips < 1) {
            maxTrips.fault("is %d; it must be at least 1".formatted(trips));
        }
        node.nothingElse();
        return new FusePolicy(rho, burnLimit, falseAlarmsPer, onBudgetExhausted, cooldown, trips);
    }

    private static Optional<BigDecimal> decimal(
            Node node, BiPredicate<BigDecimal, BigDecimal> allowed, String range) {
        return node.parsed(text -> {
            BigDecimal value = Decimals.parse(text);
            if (!allowed.test(value, BigDecimal.ONE)) {
                throw new IllegalArgumentException("is %s; it must be %s".formatted(text, range));
            }
            return value;
        });
    }

    private static Duration positive(String text) {
        Duration duration = Durations.parse(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("must be longer than zero");
        }
        return duration;
    }
}
