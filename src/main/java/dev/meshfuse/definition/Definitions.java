package dev.meshfuse.definition;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is defined at one moment. Immutable; a change makes a new one.
 *
 * @param slos accepted objectives
 * @param fuses accepted fuses
 * @param refused definitions with faults, which stop nothing else
 */
public record Definitions(
        Map<ResourceId, Slo> slos, Map<ResourceId, ResolvedFuse> fuses, List<Refused> refused) {
    /** Nothing is defined. */
    public static final Definitions NONE = new Definitions(Map.of(), Map.of(), List.of());

    /**
     * A definition that was not accepted.
     *
     * @param kind its kind as written
     * @param name where it came from: {@code namespace/name}, or file and position
     * @param id what it would be, if that much could be read
     * @param faults all that is wrong with it
     */
    public record Refused(String kind, String name, Optional<ResourceId> id, List<Fault> faults)
            implements Definition {
        public Refused {
            faults = List.copyOf(faults);
        }

        /** One whose identity is its name or not known. */
        public Refused(String kind, String name, List<Fault> faults) {
            this(kind, name, Optional.empty(), faults);
        }

        /** {@code namespace/name}, or where it came from if that is all that is known. */
        public String local() {
            return id.map(ResourceId::local).orElse(name);
        }
    }

    /** Where the rest of the program finds what is defined now. */
    @FunctionalInterface
    public interface Source {
        Definitions current();
    }

    public Definitions {
        slos = Map.copyOf(slos);
        fuses = Map.copyOf(fuses);
        refused = List.copyOf(refused);
    }

    /** The objectives about a service. */
    public List<Slo> slosOf(ResourceId service) {
        return slos.values().stream().filter(slo -> slo.service().equals(service)).toList();
    }

    /** The fuses whose apex service this is. */
    public List<ResolvedFuse> fusesOf(ResourceId service) {
        return fuses.values().stream().filter(fuse -> fuse.service().equals(service)).toList();
    }

    /** The objectives a fuse guards; those that do not exist are left out. */
    public List<Slo> slosOf(Fuse fuse) {
        return fuse.slos().stream()
                .flatMap(id -> Optional.ofNullable(slos.get(id)).stream())
                .toList();
    }

    /**
     * The service users call behind a destination service: a canary or stable host of a split
     * belongs to the fuse's apex service, whatever its pods show now; any other service is its own.
     */
    public ResourceId apexOf(ResourceId service) {
        return fuses.values().stream()
                .filter(fuse ->
                        service.equals(fuse.fuse().stableService())
                                || service.equals(fuse.fuse().canaryService()))
                // Of two fuses on one host always the same one is taken.
                .min(Comparator.comparing(fuse -> fuse.fuse().id()))
                .map(ResolvedFuse::service)
                .orElse(service);
    }
}
