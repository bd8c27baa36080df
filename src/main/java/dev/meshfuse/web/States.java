package dev.meshfuse.web;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.fuse.FuseState;
import dev.meshfuse.verdict.EvidenceState;
import java.util.List;
import java.util.Optional;

/** Where pages find the latest state of everything, whichever replica owns it. */
public interface States {
    /** The state of an objective; empty until its service was read. */
    Optional<SloState> slo(ResourceId slo);

    /** The evidence against the canary of a fuse, by its objectives. */
    List<EvidenceState> evidence(ResourceId fuse, List<ResourceId> slos);

    /** The state of a fuse; armed until it has done something. */
    FuseState fuse(ResourceId fuse);
}
