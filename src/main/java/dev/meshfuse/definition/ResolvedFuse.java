package dev.meshfuse.definition;

/**
 * A fuse with its split as the cluster shows it now.
 *
 * @param fuse what the user wrote
 * @param service the apex service: the one users call, to which both sides of the split belong
 * @param split its two sides
 */
public record ResolvedFuse(Fuse fuse, ResourceId service, Split split) {}
