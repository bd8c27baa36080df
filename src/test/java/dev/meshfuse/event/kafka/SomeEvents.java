package dev.meshfuse.event.kafka;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.AlertEvidence;
import dev.meshfuse.event.BudgetEvidence;
import dev.meshfuse.event.BurnAttribution;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.DownEvidence;
import dev.meshfuse.event.FuseCommand;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.SloEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Public events with all that they may have, and with nothing that they need not have. */
final class SomeEvents {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00.123456Z");
    private static final ResourceId CART = new ResourceId("Kubernetes", "shop", "cart");

    private SomeEvents() {}

    static SloEvent full(SloEvent.Type type) {
        return new SloEvent(
                type,
                CART,
                CART,
                "e",
                1,
                AT,
                "page",
                "shop/cart",
                "shop/cart",
                "It burns.",
                budget(),
                evidence());
    }

    static SloEvent bare(SloEvent.Type type) {
        return new SloEvent(
                type, CART, CART, "e", 2, AT, "page", "page-1h", null, "It burns.", null, null);
    }

    static FuseEvent full(FuseEvent.Type type) {
        return new FuseEvent(
                type,
                CART,
                "e",
                type.sequence(),
                AT,
                "It was so.",
                "VirtualService/shop/cart",
                List.of(
                        new FuseEvent.WeightChange("/spec/http/0/route/1/weight", "cart v2", 10, 0),
                        new FuseEvent.WeightChange("/spec/http/0/mirror", "mirror", 1, 0, "{}")),
                new FuseEvent.Timing(AT, AT, AT, AT),
                evidence(),
                attribution(),
                budget(),
                new FuseCommand(FuseCommand.Verb.TRIP, "alice", "10.0.0.1", "It looks bad."),
                FuseEvent.PAGE,
                "stale",
                new DownEvidence(AT, 3, 2, 7, AT, "No pod is ready."),
                alert());
    }

    static FuseEvent bare(FuseEvent.Type type) {
        return new FuseEvent(
                type, CART, "e", type.sequence(), AT, "It was so.", null, List.of(), null, null);
    }

    private static BudgetEvidence budget() {
        return new BudgetEvidence(
                "99.9%",
                "P30D",
                "PT1H",
                100,
                7,
                new BigDecimal("0.1"),
                new BigDecimal("-68.9"),
                "PT2H",
                List.of(
                        new BudgetEvidence.Tier(
                                "page-1h", "page", "PT1H", "PT5M", "14.4", 20.5, null, 100, 7,
                                0.001, "Firing")),
                new BigDecimal("0.0001"),
                2,
                0,
                1,
                "7 of 100 were bad.");
    }

    private static CanaryEvidence evidence() {
        CanaryEvidence.Seen seen = new CanaryEvidence.Seen("Traffic", "It is seen.", 2, 0, null);
        return new CanaryEvidence(
                "shop/cart",
                "99.9%",
                0.0144,
                "14.4",
                "P30D",
                15.1,
                0,
                14.8,
                List.of(new CanaryEvidence.Block(AT, 10, 8, 90, 0)),
                1,
                "c1",
                "canonical revision",
                seen,
                seen,
                AT,
                AT,
                new CanaryEvidence.Comparison(
                        "as good as stable",
                        0.001,
                        0.0007,
                        true,
                        "1.5",
                        15.2,
                        14.9,
                        "",
                        1,
                        1,
                        new CanaryEvidence.Times(10, 100, 1000)));
    }

    private static AlertEvidence alert() {
        BurnAttribution.Side side = new BurnAttribution.Side(100, 7);
        return new AlertEvidence(
                "CartFails",
                "0123456789abcdef",
                AT,
                "The cart fails.",
                "http://prometheus/graph",
                Map.of("service", "cart"),
                "the labels that are known",
                new AlertEvidence.Errors(
                        "shop/cart",
                        "99.9%",
                        "PT5M",
                        side,
                        side,
                        side,
                        0,
                        0.001,
                        "1.5",
                        6.9,
                        6.9,
                        1,
                        0.5,
                        0.001,
                        "0.0001",
                        true,
                        "Explained",
                        AT,
                        1,
                        "c1",
                        "canonical revision",
                        AT,
                        AT));
    }

    private static BurnAttribution attribution() {
        BurnAttribution.Side side = new BurnAttribution.Side(100, 7);
        return new BurnAttribution(
                "shop/cart",
                "99.9%",
                "e",
                "page-1h",
                true,
                "PT1H",
                "PT5M",
                "14.4",
                null,
                20.5,
                side,
                side,
                side,
                0,
                0.001,
                "1.5",
                6.9,
                6.9,
                1,
                0.5,
                0.001,
                "0.0001",
                true,
                "Explained",
                AT,
                1,
                "c1",
                "canonical revision",
                AT,
                AT);
    }
}
