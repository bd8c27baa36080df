package dev.meshfuse.web;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Split;
import dev.meshfuse.fuse.FuseState;
import dev.meshfuse.verdict.EvidenceState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fuse as the API shows it.
 *
 * @param cluster cluster
 * @param namespace namespace
 * @param name name
 * @param target the object it acts on, {@code kind/name}
 * @param stable the side that keeps the traffic
 * @param canary the side that is taken out
 * @param mode whether it acts
 * @param tracks what tells the sides apart, or why nothing does
 * @param trackRule one word for what tells the sides apart, such as {@code CanonicalRevision}; null
 *     while nothing does
 * @param passedOver why by nothing simpler, a sentence each
 * @param canaryIdentity what the canary runs: its pod-template hashes, else its images; null while
 *     the sides are not told apart
 * @param phase where it stands
 * @param evidence the evidence against the canary, by objective
 * @param history what it did and did not do, newest first
 */
public record FuseView(
        String cluster,
        String namespace,
        String name,
        String target,
        String stable,
        String canary,
        Fuse.Mode mode,
        String tracks,
        @Nullable String trackRule,
        List<String> passedOver,
        @Nullable String canaryIdentity,
        String phase,
        List<EvidenceState> evidence,
        List<FuseState.Entry> history) {
    static FuseView of(ResolvedFuse resolved, FuseState state, List<EvidenceState> evidence) {
        Fuse fuse = resolved.fuse();
        ResourceId id = fuse.id();
        Split.@Nullable Resolved split =
                resolved.split() instanceof Split.Resolved known ? known : null;
        return new FuseView(
                id.cluster(),
                id.namespace(),
                id.name(),
                fuse.target().kind() + "/" + fuse.target().name(),
                fuse.stable().toString(),
                fuse.canary().toString(),
                fuse.mode(),
                tracks(resolved.split()),
                split == null ? null : split.rule().word(),
                split == null ? List.of() : split.passedOver(),
                split == null ? null : split.canaryIdentity(),
                state.phase(),
                evidence,
                state.history());
    }

    private static String tracks(Split split) {
        return switch (split) {
            case Split.Resolved resolved -> resolved.rule().describe();
            case Split.Unresolved unresolved -> unresolved.reason();
        };
    }
}
