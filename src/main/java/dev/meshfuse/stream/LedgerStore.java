package dev.meshfuse.stream;

import dev.meshfuse.budget.BreachWatch;
import dev.meshfuse.budget.SlotStore;
import dev.meshfuse.budget.TrackSlot;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.verdict.CanaryWatch;

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
}
