package dev.meshfuse.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The two objectives of a service whose namespace asks for them: 99.9 % of requests answered
 * without an error, and 99 % of those within 100 ms, both over 30 days. They are called {@code
 * <service>-availability} and {@code <service>-latency}; whoever wants another writes an object of
 * that name.
 */
public final class DefaultObjectives {
    /** Label of namespaces that have them, and label or annotation of services that do not. */
    public static final String LABEL = "meshfuse.dev/default-slos";

    /** Value of the label on a namespace. */
    public static final String ENABLED = "enabled";

    /** Value of the label or annotation on a service. */
    public static final String DISABLED = "disabled";

    private static final Objective AVAILABLE = Objective.parse("99.9%");
    private static final Objective FAST = Objective.parse("99%");

    /** A bound of Envoy's default buckets, as it must be. */
    private static final Indicator.Latency LATENCY = new Indicator.Latency(Duration.ofMillis(100));

    private DefaultObjectives() {}

    /**
     * What was written, and beside it the defaults of services. An object of the same name wins,
     * even a faulty one or one about another service: which was meant cannot be guessed. The canary
     * of a fuse that has a service of its own gets none, because its requests are counted for the
     * service that users call.
     */
    public static List<Definition> beside(
            List<Definition> written, Collection<ResourceId> services) {
        Map<ResourceId, Definition> byId = objectives(written);
        Set<ResourceId> canaries = canaries(written);
        List<Definition> all = new ArrayList<>(written);
        for (ResourceId service : services) {
            for (Slo slo : of(service)) {
                if (!byId.containsKey(slo.id()) && !canaries.contains(service)) {
                    all.add(new Definition.OfSlo(slo.id().local(), slo));
                }
            }
        }
        return all;
    }

    /**
     * What is to be said of objects that have the name of a default and are faulty, or about
     * another service, by their identity.
     */
    public static Map<ResourceId, String> hidden(
            List<Definition> written, Collection<ResourceId> services) {
        Map<ResourceId, Definition> byId = objectives(written);
        Map<ResourceId, String> notes = new HashMap<>();
        for (ResourceId service : services) {
            for (Slo slo : of(service)) {
                Definition definition = byId.get(slo.id());
                if (definition != null && !isAbout(definition, service)) {
                    notes.put(
                            slo.id(),
                            "It has the name of a default objective of service %s, which is therefore not kept."
                                    .formatted(service.local()));
                }
            }
        }
        return notes;
    }

    static List<Slo> of(ResourceId service) {
        return List.of(
                slo(service, "availability", new Indicator.Availability(), AVAILABLE),
                slo(service, "latency", LATENCY, FAST));
    }

    /** A service's name has at most 63 characters, an objective's 253. */
    private static Slo slo(
            ResourceId service, String what, Indicator indicator, Objective objective) {
        return new Slo(
                new ResourceId(service.cluster(), service.namespace(), service.name() + "-" + what),
                0,
                service,
                indicator,
                objective,
                SloReader.DEFAULT_WINDOW,
                CountingPolicy.DEFAULT,
                Alerting.GOOGLE_SRE);
    }

    private static Map<ResourceId, Definition> objectives(List<Definition> written) {
        Map<ResourceId, Definition> byId = new HashMap<>();
        for (Definition definition : written) {
            Optional<ResourceId> id =
                    switch (definition) {
                        case Definition.OfSlo one -> Optional.of(one.slo().id());
                        case Definition.OfFuse ignored -> Optional.empty();
                        case Definitions.Refused one ->
                                one.kind().equals(DefinitionReader.SLO)
                                        ? one.id()
                                        : Optional.empty();
                    };
            id.ifPresent(known -> byId.put(known, definition));
        }
        return byId;
    }

    private static Set<ResourceId> canaries(List<Definition> written) {
        Set<ResourceId> canaries = new HashSet<>();
        for (Definition definition : written) {
            if (definition instanceof Definition.OfFuse one && one.fuse().hasSeparateHosts()) {
                canaries.add(one.fuse().canaryService());
            }
        }
        return canaries;
    }

    private static boolean isAbout(Definition definition, ResourceId service) {
        return definition instanceof Definition.OfSlo one && one.slo().service().equals(service);
    }
}
