package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Shop;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** What fuses are given in tests: cart's virtual service, its canary c1 and its breach e1. */
final class Given {
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    static final String NAME = "VirtualService/shop/cart";

    private Given() {}

    static FuseInput.CanaryBurns burns() {
        return burns("e1", "c1", NOW, false);
    }

    static FuseInput.CanaryBurns burns(
            String episode, String canaryIdentity, Instant at, boolean stableBurns) {
        CanaryEvidence evidence =
                new CanaryEvidence(
                        "shop/cart-availability",
                        "99.9%",
                        0.0144,
                        "14.4",
                        "PT720H",
                        16.9,
                        0,
                        14.8,
                        List.of(
                                new CanaryEvidence.Block(at.minusSeconds(1), 10, 0, 90, 0),
                                new CanaryEvidence.Block(at, 10, 9, 90, 0)),
                        1,
                        canaryIdentity,
                        "canonical revision",
                        new CanaryEvidence.Seen("Traffic", "Requests are seen.", 3, 0, 1.0),
                        new CanaryEvidence.Seen("Traffic", "Requests are seen.", 3, 0, 1.0),
                        at.minusSeconds(2),
                        at);
        return new FuseInput.CanaryBurns(Shop.CART, episode, at, stableBurns, evidence);
    }

    static FuseInput.CanaryHolds holds() {
        return new FuseInput.CanaryHolds(
                Shop.CART, "doubt/cart@1", NOW, "It is worse than stable.", burns().evidence());
    }

    static FuseInput.CanaryReleased released(String episode) {
        return new FuseInput.CanaryReleased(Shop.CART, episode, NOW, "It is no worse any more.");
    }

    static FuseInput.CanaryUnseen unseen() {
        return new FuseInput.CanaryUnseen(
                Shop.CART, "blind/cart@1", NOW, NOW.minusSeconds(30), "Half is down.");
    }

    static FuseInput.CanaryQuiet quiet(String episode) {
        return new FuseInput.CanaryQuiet(
                Shop.CART, episode, NOW.plusSeconds(5), NOW.plusMillis(2400));
    }

    static FuseDecision.Observed observed(FuseMemory memory, TargetView target) {
        return observed(Mode.Enforce, memory, target, Shop.SPLIT);
    }

    static FuseDecision.Observed observed(
            Mode mode, FuseMemory memory, TargetView target, Split split) {
        return observed(mode, memory, target, split, OptionalInt.of(2));
    }

    static FuseDecision.Observed observed(
            Mode mode, FuseMemory memory, TargetView target, Split split, OptionalInt readyStable) {
        return new FuseDecision.Observed(
                new ResolvedFuse(Shop.fuse(), Shop.CART, split), mode, memory, target, readyStable);
    }

    /** The virtual service with one route. */
    static FakeTarget weights(int stable, int canary) {
        return new FakeTarget(stable, canary);
    }

    static FusePhase.Trip trip(String episode, String canaryIdentity) {
        return new FusePhase.Trip(
                episode,
                canaryIdentity,
                NAME,
                "uid-1",
                NOW.minusSeconds(2),
                NOW,
                List.of(
                        new WeightChange("/spec/http/0/route/0/weight", "cart/v1", 90, 100),
                        new WeightChange("/spec/http/0/route/1/weight", "cart/v2", 10, 0)));
    }

    static FuseMemory tripping() {
        return FuseMemory.NEW.after(new FuseStep.Intend(trip("e1", "c1")));
    }

    /** A fuse that has tripped on c1 so often, last at {@link #NOW}. */
    static FuseMemory tripped(int times) {
        return new FuseMemory(new FusePhase.Tripped(trip("e1", "c1"), NOW), times, NOW, null);
    }

    static FuseMemory verified(int times) {
        return tripped(times).after(new FuseStep.Silent(NOW.plusSeconds(2)));
    }

    /** Somebody has given c1 its weight back. */
    static FuseMemory contested(int times) {
        return verified(times).after(new FuseStep.WeightBack(NOW.plusSeconds(9), false));
    }

    /** The same once too often. */
    static FuseMemory leftAlone(int times) {
        return verified(times).after(new FuseStep.WeightBack(NOW.plusSeconds(9), true));
    }

    /** Callers go on though c1 was taken out. */
    static FuseMemory ineffective() {
        return tripped(1).after(new FuseStep.Flowing(NOW.plusSeconds(31)));
    }

    static FuseInput.CanaryFlows flows(Instant at) {
        return new FuseInput.CanaryFlows(
                Shop.CART, "e1", at, 3.25, List.of("web-1 3.0/s", "web-2 0.3/s"), at);
    }

    static FuseInput.TargetMoved moved() {
        return new FuseInput.TargetMoved(Shop.CART, "e1", NOW.plusSeconds(20));
    }
}
