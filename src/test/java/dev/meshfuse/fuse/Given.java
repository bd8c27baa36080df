package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.AlertEvidence;
import dev.meshfuse.event.BudgetEvidence;
import dev.meshfuse.event.BurnAttribution;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.DownEvidence;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Shop;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What fuses are given in tests: cart's virtual service, its canary c1 and its breach e1. */
final class Given {
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    static final String NAME = "VirtualService/shop/cart";

    private static final Set<Fuse.Trigger> TRIGGERS = Set.of(Fuse.Trigger.values());

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

    /** A budget that burns; the canary explains it or not. */
    static FuseInput.BudgetBurns budgetBurns(boolean explained) {
        BurnAttribution attribution =
                new BurnAttribution(
                        "shop/cart-availability",
                        "99.9%",
                        "b1",
                        "page-1h",
                        true,
                        "PT1H",
                        "PT5M",
                        "14.4",
                        15.0,
                        97.3,
                        new BurnAttribution.Side(300, explained ? 290 : 30),
                        new BurnAttribution.Side(2700, explained ? 2 : 270),
                        new BurnAttribution.Side(3000, explained ? 292 : 300),
                        0,
                        0.0017,
                        "1.5",
                        289,
                        289.5,
                        explained ? 0.989 : 0,
                        0.8,
                        0,
                        "0.01",
                        explained,
                        explained ? "Canary" : "Shared",
                        NOW.minusSeconds(600),
                        1,
                        "c1",
                        "canonical revision",
                        NOW.minusSeconds(2),
                        NOW);
        return new FuseInput.BudgetBurns(
                Shop.CART, "budget/b1/cart", NOW, "It is told why.", attribution);
    }

    /** An alert that fires; the canary explains the errors or not. */
    static FuseInput.AlertFires alertFires(boolean explained) {
        BurnAttribution burn = budgetBurns(explained).attribution();
        AlertEvidence.Errors errors =
                new AlertEvidence.Errors(
                        burn.slo(),
                        burn.objective(),
                        burn.shortWindow(),
                        burn.canary(),
                        burn.stable(),
                        burn.whole(),
                        burn.unplacedBad(),
                        burn.expectedRatio(),
                        burn.rho(),
                        burn.excess(),
                        burn.canaryExcess(),
                        burn.canaryShare(),
                        burn.neededShare(),
                        burn.pValue(),
                        burn.alpha(),
                        burn.explained(),
                        burn.finds(),
                        burn.countedSince(),
                        burn.fuseGeneration(),
                        burn.canaryIdentity(),
                        burn.toldApartBy(),
                        burn.firstBadAt(),
                        burn.decidedAt());
        return new FuseInput.AlertFires(
                Shop.CART,
                "alert/f1@1/cart",
                NOW,
                "It is told why.",
                new AlertEvidence(
                        "CartFails",
                        "f1",
                        NOW.minusSeconds(60),
                        "The cart fails.",
                        "http://prometheus:9090/graph",
                        Map.of("service", "cart"),
                        "the labels that are known",
                        errors));
    }

    static FuseInput.BudgetSpent spent() {
        BudgetEvidence budget =
                new BudgetEvidence(
                        "99.9%",
                        "PT720H",
                        "PT1H",
                        3000,
                        300,
                        BigDecimal.TEN,
                        new BigDecimal("-29"),
                        null,
                        List.of(),
                        new BigDecimal("0.01"),
                        3,
                        0,
                        1,
                        "It is told why.");
        return new FuseInput.BudgetSpent(
                Shop.CART, "spent/cart@1", NOW, "Nothing is left.", "c1", budget);
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

    /** Both sides have ready pods. */
    static final Readiness READY = new Readiness(2, 2, 2, 2);

    static FuseDecision.Observed observed(FuseMemory memory, TargetView target) {
        return observed(Mode.Enforce, memory, target, Shop.SPLIT);
    }

    static FuseDecision.Observed observed(
            Mode mode, FuseMemory memory, TargetView target, Split split) {
        return observed(mode, memory, target, split, READY);
    }

    static FuseDecision.Observed observed(
            Mode mode,
            FuseMemory memory,
            TargetView target,
            Split split,
            @Nullable Readiness readiness) {
        return new FuseDecision.Observed(
                new ResolvedFuse(Shop.fuse(1, TRIGGERS), Shop.CART, split, readiness),
                mode,
                memory,
                target);
    }

    static FuseInput.CanaryDown down() {
        return down("c1", NOW);
    }

    static FuseInput.CanaryDown down(String canaryIdentity, Instant at) {
        return new FuseInput.CanaryDown(
                Shop.CART,
                "down/cart@1",
                at,
                canaryIdentity,
                new DownEvidence(
                        at.minusSeconds(15), 2, 1, 30, at.minusSeconds(1), "None is ready."));
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
