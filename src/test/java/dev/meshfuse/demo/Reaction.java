package dev.meshfuse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.testing.shop.Shop;
import java.time.Duration;
import java.time.Instant;

/**
 * The way from a fault to its cure.
 *
 * @param fault when the canary began to fail
 * @param firstBad when the first reading with a bad request was made
 * @param decided when the evidence was enough
 * @param patched when the weights were written
 * @param gone when the last request to the canary was sent, as the mesh knows
 * @param proof when Meshfuse had shown that
 */
record Reaction(
        Instant fault,
        Instant firstBad,
        Instant decided,
        Instant patched,
        Instant gone,
        Instant proof) {
    static Reaction of(Shop shop, Instant fault, JsonNode verified) {
        return new Reaction(
                fault,
                Stage.time(verified, "/timing/firstBadAt"),
                Stage.time(verified, "/timing/decidedAt"),
                Stage.time(verified, "/timing/patchedAt"),
                shop.oracle().lastRequestAt(Shop.CANARY).orElse(fault),
                Stage.time(verified, "/at"));
    }

    /** Seconds from the fault. */
    double toFirstBad() {
        return since(firstBad);
    }

    double toDecided() {
        return since(decided);
    }

    double toPatched() {
        return since(patched);
    }

    double toGone() {
        return since(gone);
    }

    double toProof() {
        return since(proof);
    }

    private double since(Instant at) {
        return Duration.between(fault, at).toMillis() / 1000.0;
    }
}
