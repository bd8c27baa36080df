package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.budget.BreachWatch;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.budget.SlotStore;
import dev.meshfuse.budget.TrackSlot;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.SloEvent;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.testing.HeapSlots;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.verdict.Bursts;
import dev.meshfuse.verdict.CanaryTests;
import dev.meshfuse.verdict.CanaryWatch;
import dev.meshfuse.verdict.EvidenceState;
import dev.meshfuse.verdict.StableShown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A ledger of the cart, with a clock and a store of its own. */
abstract class OfCart {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final Duration BLOCK = Duration.ofSeconds(1);
    static final Definitions DEFINED = Shop.defined(Shop.fuse(), Shop.SPLIT);

    final RecordingStore store = new RecordingStore();
    ServiceLedger ledger = new ServiceLedger(Shop.CART, BLOCK, store);
    Instant now = START;

    /** Keeps what it is given, and how often it was given anything. */
    static final class RecordingStore implements LedgerStore {
        final HeapSlots slots = new HeapSlots();
        final List<CanaryWatch> watches = new ArrayList<>();
        final Map<ResourceId, BreachWatch> breaches = new HashMap<>();
        final Map<String, BurnWatch> burns = new HashMap<>();
        final Map<String, TrackSlot> tracks = new HashMap<>();
        EdgeReporters edges = new EdgeReporters();
        int edgesWritten;

        @Override
        public SlotStore slots(ResourceId service) {
            return slots;
        }

        @Override
        public void putEdges(ResourceId service, EdgeReporters known) {
            edges = EdgeReporters.fromMap(known.toMap());
            edgesWritten++;
        }

        @Override
        public void putWatch(ResourceId service, CanaryWatch watch) {
            watches.clear();
            watches.add(watch);
        }

        @Override
        public void deleteWatch(ResourceId service, CanaryWatch watch) {
            watches.remove(watch);
        }

        @Override
        public void putBreach(ResourceId service, BreachWatch breach) {
            breaches.put(breach.slo(), breach);
        }

        @Override
        public void deleteBreach(ResourceId service, ResourceId slo) {
            breaches.remove(slo);
        }

        final KnownAlerts known = new KnownAlerts();
        final Map<ResourceId, AlertWatch> heardAlerts = new HashMap<>();

        @Override
        public void putAlerts(ResourceId service, AlertWatch watch) {
            heardAlerts.put(watch.fuse(), watch);
        }

        @Override
        public void deleteAlerts(ResourceId service, AlertWatch watch) {
            heardAlerts.remove(watch.fuse());
        }

        @Override
        public KnownAlerts alerts() {
            return known;
        }

        /** The trip whose proof a test awaits. */
        @Nullable String unproven;

        @Override
        public @Nullable String unprovenTrip(ResourceId fuse) {
            return unproven;
        }

        @Override
        public void putBurn(ResourceId service, BurnWatch burn) {
            burns.put(burn.fuse().key() + burn.slo().key(), burn);
        }

        @Override
        public void deleteBurn(ResourceId service, BurnWatch burn) {
            burns.remove(burn.fuse().key() + burn.slo().key());
        }

        @Override
        public void putTracks(ResourceId service, TrackSlot slot) {
            tracks.put(slot.fuse().key() + slot.slo().key() + slot.begin(), slot);
        }

        @Override
        public void deleteTracks(ResourceId service, TrackSlot slot) {
            tracks.remove(slot.fuse().key() + slot.slo().key() + slot.begin());
        }
    }

    /** Three blocks in which all requests to the canary fail, which is a trip. */
    List<Output> burn() {
        knowStable();
        List<Output> said = new ArrayList<>();
        for (int block = 0; block < 3; block++) {
            take(Requests.toCart(), 90);
            take(Requests.toCanary().code("503"), 10);
            said.addAll(closeBlock(DEFINED));
        }
        assertThat(breaches(said)).hasSize(1);
        return said;
    }

    /** As if stable had been watched for long, with one bad request in a thousand. */
    void knowStable() {
        CanaryWatch fresh = CanaryWatch.begin(Shop.fuse(), Shop.slo(), Shop.SPLIT, BLOCK);
        StableShown stable = new StableShown(90_000, 90, List.of(), 0, 0, Bursts.NONE);
        ledger.restore(
                new CanaryWatch(
                        fresh.fuse(),
                        fresh.slo(),
                        fresh.fuseGeneration(),
                        fresh.measured(),
                        fresh.canaryIdentity(),
                        fresh.toldApartBy(),
                        CanaryTests.start(fresh.tests().settings(), stable),
                        fresh.stable(),
                        fresh.gathering(),
                        fresh.tickBlocks(),
                        fresh.traffic(),
                        fresh.blocks(),
                        fresh.rise(),
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    void take(Requests requests, long count) {
        add(requests, count, DEFINED);
    }

    void add(Requests requests, long count, Definitions definitions) {
        ledger.take(added(now.minus(BLOCK), now, requests, count), now, definitions);
    }

    /** What one reading adds: so many requests, or none of them that are shown all the same. */
    static ServiceIncrements added(Instant since, Instant at, Requests requests, long count) {
        return new ServiceIncrements(
                Shop.CART,
                "t",
                null,
                since,
                at,
                Set.of(requests.edge()),
                count == 0 ? List.of() : List.of(requests.times(count)),
                Set.of());
    }

    List<Output> closeBlock(Definitions definitions) {
        now = now.plus(BLOCK);
        return ledger.closeBlock(now, definitions).stream()
                .filter(output ->
                        !(output instanceof Output.Counted
                                || output instanceof Output.TracksCounted))
                .toList();
    }

    static List<SloEvent> breaches(List<Output> said) {
        return said.stream()
                .filter(Output.Breach.class::isInstance)
                .map(output -> ((Output.Breach) output).event())
                .toList();
    }

    static List<FuseInput> inputs(List<Output> said) {
        return said.stream()
                .filter(Output.Input.class::isInstance)
                .map(output -> ((Output.Input) output).input())
                .toList();
    }

    static EvidenceState evidence(List<Output> said) {
        return said.stream()
                .filter(Output.EvidenceSeen.class::isInstance)
                .map(output -> ((Output.EvidenceSeen) output).state())
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** Counts of the longest window in the last state of the objective. */
    static Counts counts(List<Output> said) {
        return state(said).windows().getLast().counts();
    }

    /** The last state of the objective. */
    static SloState state(List<Output> said) {
        return said.stream()
                .filter(Output.SloSeen.class::isInstance)
                .map(output -> ((Output.SloSeen) output).state())
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}
