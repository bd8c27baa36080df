package dev.meshfuse.stream;

import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.budget.BreachWatch;
import dev.meshfuse.budget.SlotStore;
import dev.meshfuse.budget.TrackSlot;
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

    void putBurn(ResourceId service, BurnWatch burn);

    void deleteBurn(ResourceId service, BurnWatch burn);

    void putTracks(ResourceId service, TrackSlot slot);

    void deleteTracks(ResourceId service, TrackSlot slot);

    void putAlerts(ResourceId service, AlertWatch watch);

    void deleteAlerts(ResourceId service, AlertWatch watch);

    /** The alerts there are. */
    KnownAlerts alerts();

    /** Episode of the last trip of a fuse, as long as its callers are not known to have stopped. */
    @Nullable String unprovenTrip(ResourceId fuse);
}
