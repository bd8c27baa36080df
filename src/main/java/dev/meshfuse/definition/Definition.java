package dev.meshfuse.definition;

/** What became of one object that was read as a definition. */
public sealed interface Definition
        permits Definition.OfSlo, Definition.OfFuse, Definitions.Refused {
    /** Where it came from: {@code namespace/name}, or file and position. */
    String name();

    /** An objective without a fault of its own. */
    record OfSlo(String name, Slo slo) implements Definition {}

    /** A fuse without a fault of its own. */
    record OfFuse(String name, Fuse fuse) implements Definition {}
}
