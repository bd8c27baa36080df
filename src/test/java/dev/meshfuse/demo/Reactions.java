package dev.meshfuse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.shop.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Lets one canary after the other fail altogether, and measures how long the cure takes. */
final class Reactions {
    /** Long enough that the next fault begins with evidence from zero. */
    private static final Duration CALM = Duration.ofSeconds(8);

    private static final double MEDIAN = 0.5;
    private static final double P95 = 0.95;

    /** Faults must not keep step with scrapes. */
    private final RandomGenerator random = new SplittableRandom(1);

    private final List<Reaction> reactions = new ArrayList<>();

    /** Measures so many faults and prints each, then median and 95th percentile of all. */
    static void measure(Stage stage, int runs) {
        Reactions measured = new Reactions();
        Story.note(
                String.format(
                        Locale.ROOT,
                        "  %s fails all of its requests, some %.0f a second; seconds from then:\n",
                        Shop.CANARY,
                        Shop.CART_RATE / 10));
        Story.note(
                String.format(
                        Locale.ROOT,
                        "  %5s  %9s  %9s  %9s  %9s  %9s",
                        "run",
                        "seen",
                        "decided",
                        "patched",
                        "gone",
                        "proof"));
        for (int run = 1; run <= runs; run++) {
            Stage.pause(CALM.plusMillis(measured.random.nextInt(1000)));
            Reaction reaction = fail(stage);
            measured.reactions.add(reaction);
            measured.row(String.valueOf(run), one -> one.applyAsDouble(reaction));
            FixedRelease.release(stage);
        }
        measured.row("p50", one -> measured.quantile(one, MEDIAN));
        measured.row("p95", one -> measured.quantile(one, P95));
    }

    private static Reaction fail(Stage stage) {
        Instant fault = Shop.now();
        stage.shop().breakCanary(Fault.http(503, 1));
        JsonNode verified = stage.await(Stage.VERIFIED, fault);
        return Reaction.of(stage.shop(), fault, verified);
    }

    /** A number of each stage. */
    private interface Stages {
        double of(ToDoubleFunction<Reaction> stage);
    }

    private void row(String name, Stages stages) {
        Story.note(
                String.format(
                        Locale.ROOT,
                        "  %5s  %9.2f  %9.2f  %9.2f  %9.2f  %9.2f",
                        name,
                        stages.of(Reaction::toFirstBad),
                        stages.of(Reaction::toDecided),
                        stages.of(Reaction::toPatched),
                        stages.of(Reaction::toGone),
                        stages.of(Reaction::toProof)));
    }

    /** The smallest value that so large a share of the runs does not exceed. */
    private double quantile(ToDoubleFunction<Reaction> stage, double share) {
        List<Double> sorted = reactions.stream().map(stage::applyAsDouble).sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
