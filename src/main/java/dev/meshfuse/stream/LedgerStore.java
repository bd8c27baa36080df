package dev.meshfuse.stream;

import dev.meshfuse.budget.BreachWatch;
import dev.meshfuse.budget.SlotStore;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.verdict.CanaryWatch;
import org.jspecify.annotations.Nullable;

/**
 * Where a ledger keeps what must outlive the process; each slot its own record, and only what has
 * changed is written.
 */
interface LedgerStore {
    SlotStore slots(ResourceId service);

    void putEdges(ResourceId service, EdgeReporters edges);

    void putWatch(ResourceId service, CanaryWatch watch);

    void deleteWatch(ResourceId service, CanaryWatch watch);

    void putBreach(ResourceId service, BreachWatch breach);

    void deleteBreach(ResourceId service, ResourceId slo);

    /** Episode of the last trip of a fuse, as long as its callers are not known to have stopped. */
    @Nullable String unprovenTrip(ResourceId fuse);
}
