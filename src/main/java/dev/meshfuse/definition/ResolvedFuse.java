package dev.meshfuse.definition;

import org.jspecify.annotations.Nullable;

/**
 * A fuse with its split as the cluster shows it now.
 *
 * @param fuse what the user wrote
 * @param service the apex service: the one users call, to which both sides of the split belong
 * @param split its two sides
 * @param readiness how many pods of each side take traffic; null where that is not known for
 *     certain
 */
public record ResolvedFuse(
        Fuse fuse, ResourceId service, Split split, @Nullable Readiness readiness) {
    /** One of whose pods nothing is known. */
    public ResolvedFuse(Fuse fuse, ResourceId service, Split split) {
        this(fuse, service, split, null);
    }

    /** What the canary runs; of a canary that has had no pods yet, that it runs nothing. */
    public String canaryIdentity() {
        return switch (split) {
            case Split.Resolved resolved -> resolved.canaryIdentity();
            case Split.Unresolved unresolved -> SplitResolver.NOTHING_YET;
        };
    }
}
