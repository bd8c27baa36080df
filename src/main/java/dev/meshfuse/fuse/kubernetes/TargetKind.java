package dev.meshfuse.fuse.kubernetes;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.fuse.TargetView;

/** How one kind of object is read as the target of a fuse. What it gives plans the changes. */
sealed interface TargetKind permits VirtualServiceKind, GatewayRouteKind, RolloutKind, CanaryKind {
    /** The target, seen with a fuse's eyes. */
    TargetView view(ReadObject object, Fuse fuse);
}
