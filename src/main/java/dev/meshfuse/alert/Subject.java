package dev.meshfuse.alert;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an alert is about, of what is defined now.
 *
 * @param service the service users call; null where it is about nothing here
 * @param slo the objective it is about; null where it is about all of the service, or of the fuse
 * @param fuse the fuse it is about; null where it is about all of the service
 * @param reason how that was found, or why it is about nothing; one sentence for people
 */
public record Subject(
        @Nullable ResourceId service,
        @Nullable ResourceId slo,
        @Nullable ResourceId fuse,
        String reason) {
    /** Of all things of one name, the one that is meant; more than one are none. */
    private record Meant(List<ResourceId> all) {
        @Nullable ResourceId one() {
            return all.size() == 1 ? all.getFirst() : null;
        }

        boolean several() {
            return all.size() > 1;
        }

        static Meant of(
                @Nullable String name, @Nullable String namespace, Collection<ResourceId> known) {
            return new Meant(
                    name == null
                            ? List.of()
                            : known.stream()
                                    .filter(id -> id.name().equals(name))
                                    .filter(id ->
                                            namespace == null || id.namespace().equals(namespace))
                                    .distinct()
                                    .sorted()
                                    .toList());
        }
    }

    /**
     * Looks up what is named: a fuse, else an objective, else a service. One that is not defined is
     * passed over, since other programs have objectives too.
     */
    public static Subject of(Named named, Definitions definitions) {
        if (!named.namesSomething()) {
            return nothing(named.by());
        }
        Meant fuse = Meant.of(named.fuse(), named.namespace(), definitions.fuses().keySet());
        ResourceId fuseId = fuse.one();
        if (fuseId != null) {
            ResolvedFuse found = definitions.fuses().get(fuseId);
            ResourceId slo = slo(named, definitions).one();
            boolean guards = found != null && slo != null && found.fuse().slos().contains(slo);
            return new Subject(
                    found == null ? null : found.service(),
                    guards ? slo : null,
                    fuseId,
                    "By " + named.by() + ".");
        }
        Meant slo = slo(named, definitions);
        ResourceId sloId = slo.one();
        if (sloId != null) {
            Slo found = definitions.slos().get(sloId);
            return new Subject(
                    found == null ? null : definitions.apexOf(found.service()),
                    sloId,
                    null,
                    "By " + named.by() + ".");
        }
        Meant service = service(named, definitions);
        ResourceId serviceId = service.one();
        if (serviceId != null) {
            return new Subject(definitions.apexOf(serviceId), null, null, "By " + named.by() + ".");
        }
        return nothing(
                fuse.several() || slo.several() || service.several()
                        ? "Several namespaces have something of that name, and no label says which is"
                                + " meant."
                        : "Nothing is defined of what %s name: %s."
                                .formatted(named.by(), names(named)));
    }

    /** Whether a fuse must hear of it. */
    public boolean concerns(ResolvedFuse one) {
        Fuse candidate = one.fuse();
        if (service == null || !service.equals(one.service())) {
            return false;
        }
        if (fuse != null) {
            return fuse.equals(candidate.id());
        }
        return slo == null || candidate.slos().contains(slo);
    }

    private static Meant slo(Named named, Definitions definitions) {
        return Meant.of(named.slo(), named.namespace(), definitions.slos().keySet());
    }

    /** Services of which anything is defined: by an objective, or as a side of a fuse. */
    private static Meant service(Named named, Definitions definitions) {
        Stream<ResourceId> ofSlos = definitions.slos().values().stream().map(Slo::service);
        Stream<ResourceId> ofFuses =
                definitions.fuses().values().stream()
                        .flatMap(fuse ->
                                Stream.of(
                                        fuse.service(),
                                        fuse.fuse().stableService(),
                                        fuse.fuse().canaryService()));
        Meant direct =
                Meant.of(
                        named.service(),
                        named.namespace(),
                        Stream.concat(ofSlos, ofFuses).distinct().toList());
        return new Meant(direct.all().stream().map(definitions::apexOf).distinct().toList());
    }

    private static Subject nothing(String reason) {
        return new Subject(null, null, null, reason);
    }

    private static String names(Named named) {
        StringBuilder text = new StringBuilder();
        append(text, "namespace", named.namespace());
        append(text, "service", named.service());
        append(text, "slo", named.slo());
        append(text, "fuse", named.fuse());
        return text.toString();
    }

    private static void append(StringBuilder text, String what, @Nullable String name) {
        if (name != null) {
            text.append(text.isEmpty() ? "" : ", ").append(what).append(' ').append(name);
        }
    }
}
