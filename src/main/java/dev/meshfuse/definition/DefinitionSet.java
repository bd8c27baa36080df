package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All definitions of one moment put together, with the faults that only show beside each other: two
 * definitions of one identity, and a fuse that names an SLO which is not there.
 *
 * @param slos accepted objectives
 * @param fuses accepted fuses, not yet resolved
 * @param refused all others
 */
public record DefinitionSet(
        Map<ResourceId, Slo> slos, Map<ResourceId, Fuse> fuses, List<Definitions.Refused> refused) {
    public DefinitionSet {
        slos = Map.copyOf(slos);
        fuses = Map.copyOf(fuses);
        refused = List.copyOf(refused);
    }

    /** Puts definitions together. Of two with one identity neither is taken: which was meant? */
    public static DefinitionSet of(List<Definition> definitions) {
        List<Definition> distinct = withoutDoubles(definitions);
        Map<ResourceId, Slo> slos = new LinkedHashMap<>();
        Set<String> refusedSlos = new HashSet<>();
        List<Definitions.Refused> refused = new ArrayList<>();
        for (Definition definition : distinct) {
            if (definition instanceof Definition.OfSlo one) {
                slos.put(one.slo().id(), one.slo());
            } else if (definition instanceof Definitions.Refused one) {
                refused.add(one);
                if (one.kind().equals(DefinitionReader.SLO)) {
                    refusedSlos.add(one.local());
                }
            }
        }
        Map<ResourceId, Fuse> fuses = new LinkedHashMap<>();
        for (Definition definition : distinct) {
            if (definition instanceof Definition.OfFuse one) {
                List<Fault> faults = faultsBeside(one.fuse(), slos, refusedSlos);
                if (faults.isEmpty()) {
                    fuses.put(one.fuse().id(), one.fuse());
                } else {
                    refused.add(
                            new Definitions.Refused(
                                    DefinitionReader.FUSE,
                                    one.name(),
                                    Optional.of(one.fuse().id()),
                                    faults));
                }
            }
        }
        return new DefinitionSet(slos, fuses, refused);
    }

    /** The snapshot that the rest of the program reads, where nothing is known of pods. */
    public Definitions resolved(Function<Fuse, Split> splits) {
        return resolved(splits, fuse -> Optional.empty());
    }

    /** The snapshot that the rest of the program reads. */
    public Definitions resolved(
            Function<Fuse, Split> splits, Function<Fuse, Optional<Readiness>> readiness) {
        Map<ResourceId, ResolvedFuse> resolved = new HashMap<>();
        fuses.forEach((id, fuse) ->
                resolved.put(
                        id,
                        new ResolvedFuse(
                                fuse,
                                apexOf(fuse),
                                splits.apply(fuse),
                                readiness.apply(fuse).orElse(null))));
        return new Definitions(slos, resolved, refused);
    }

    /**
     * The service users call. Two hosts of one split may both stand behind a third service, as they
     * do in an Argo Rollout and with Flagger; then the objectives are about that one.
     */
    private ResourceId apexOf(Fuse fuse) {
        return apexOf(fuse, slos);
    }

    private static ResourceId apexOf(Fuse fuse, Map<ResourceId, Slo> slos) {
        return fuse.slos().stream()
                .flatMap(id -> Optional.ofNullable(slos.get(id)).stream())
                .map(Slo::service)
                .filter(service -> fuse.hasSeparateHosts())
                .filter(service -> service.namespace().equals(fuse.id().namespace()))
                .filter(service -> !service.equals(fuse.canaryService()))
                .findFirst()
                .orElse(fuse.stableService());
    }

    private record Identity(String kind, ResourceId id) {}

    private static List<Definition> withoutDoubles(List<Definition> definitions) {
        Map<Identity, List<Definition>> byIdentity = new LinkedHashMap<>();
        List<Definition> distinct = new ArrayList<>();
        for (Definition definition : definitions) {
            switch (definition) {
                case Definition.OfSlo one ->
                        add(byIdentity, DefinitionReader.SLO, one.slo().id(), one);
                case Definition.OfFuse one ->
                        add(byIdentity, DefinitionReader.FUSE, one.fuse().id(), one);
                case Definitions.Refused one -> distinct.add(one);
            }
        }
        byIdentity.forEach((identity, same) -> {
            if (same.size() == 1) {
                distinct.add(same.getFirst());
            } else {
                same.forEach(one -> distinct.add(doubled(identity, one, same)));
            }
        });
        return distinct;
    }

    private static void add(
            Map<Identity, List<Definition>> byIdentity,
            String kind,
            ResourceId id,
            Definition one) {
        byIdentity.computeIfAbsent(new Identity(kind, id), ignored -> new ArrayList<>()).add(one);
    }

    private static Definitions.Refused doubled(
            Identity identity, Definition one, List<Definition> same) {
        List<String> others =
                same.stream()
                        .map(Definition::name)
                        .filter(name -> !name.equals(one.name()))
                        .toList();
        Fault fault =
                new Fault(
                        "metadata.name",
                        "%s %s is also defined by %s"
                                .formatted(
                                        identity.kind(),
                                        identity.id().local(),
                                        String.join(", ", others)));
        return new Definitions.Refused(
                identity.kind(), one.name(), Optional.of(identity.id()), List.of(fault));
    }

    private static List<Fault> faultsBeside(
            Fuse fuse, Map<ResourceId, Slo> slos, Set<String> refusedSlos) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < fuse.slos().size(); i++) {
            ResourceId id = fuse.slos().get(i);
            Slo slo = slos.get(id);
            if (slo == null) {
                String reason =
                        refusedSlos.contains(id.local())
                                ? "ServiceLevelObjective %s was refused".formatted(id.local())
                                : "there is no ServiceLevelObjective %s".formatted(id.local());
                faults.add(new Fault("spec.slos[%d].name".formatted(i), reason));
            } else {
                faults.addAll(
                        faultsWith(
                                fuse, apexOf(fuse, slos), slo, "spec.slos[%d].name".formatted(i)));
            }
        }
        return faults;
    }

    private static List<Fault> faultsWith(Fuse fuse, ResourceId apex, Slo slo, String path) {
        List<Fault> faults = new ArrayList<>();
        if (!slo.service().equals(apex)) {
            faults.add(
                    new Fault(
                            path,
                            "ServiceLevelObjective %s is about service %s, but the fuse splits %s"
                                    .formatted(
                                            slo.id().local(),
                                            slo.service().local(),
                                            apex.local())));
        }
        if (limit(fuse, slo).compareTo(FusePolicy.LARGEST_LIMIT) >= 0) {
            faults.add(
                    new Fault(
                            "spec.policy.burnLimit",
                            "is %s: times the bad ratio that %s (%s) allows it is %s or more, which no canary can be shown to exceed"
                                    .formatted(
                                            fuse.policy().burnLimit(),
                                            slo.id().name(),
                                            slo.objective(),
                                            FusePolicy.LARGEST_LIMIT)));
        }
        return faults;
    }

    private static BigDecimal limit(Fuse fuse, Slo slo) {
        return fuse.policy().burnLimit().multiply(slo.objective().allowedBadRatio());
    }
}
