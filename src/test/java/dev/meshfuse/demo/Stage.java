package dev.meshfuse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.testing.shop.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What acts play on.
 *
 * @param shop the world
 * @param program Meshfuse
 * @param heard what it publishes
 * @param story what the audience is told
 */
record Stage(Shop shop, Program program, Heard heard, Story story) {
    static final String HELD = "dev.meshfuse.fuse.held.v1";
    static final String RELEASED = "dev.meshfuse.fuse.released.v1";
    static final String TRIPPED = "dev.meshfuse.fuse.tripped.v1";
    static final String VERIFIED = "dev.meshfuse.fuse.verified.v1";
    static final String BREACHED = "dev.meshfuse.slo.breached.v1";
    static final String RECOVERED = "dev.meshfuse.slo.recovered.v1";

    /** How long anything may take before the play has failed. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    /** One line, now. */
    void tell(String what, String text) {
        story.tell(Shop.now(), what, text);
    }

    /** Waits for an event since an instant. */
    JsonNode await(String type, Instant since) {
        return heard.await(type, since, until(Shop.now().plus(PATIENCE)))
                .orElseThrow(() ->
                        new StageException(
                                "no event %s within %d s".formatted(type, PATIENCE.toSeconds())));
    }

    /** Waits until something is so. */
    void await(String what, BooleanSupplier wanted) {
        BooleanSupplier hope = until(Shop.now().plus(PATIENCE));
        while (!wanted.getAsBoolean()) {
            if (!hope.getAsBoolean()) {
                throw new StageException(
                        "%s: not within %d s".formatted(what, PATIENCE.toSeconds()));
            }
            pause(Duration.ofMillis(100));
        }
    }

    /** The fuse of the cart as the API shows it. */
    JsonNode fuse() {
        return Json.read(program.get(program.address("/api/v1/fuses/shop/cart")));
    }

    Weights weights() {
        return new Weights(shop.virtualService());
    }

    /** The weights must be these. */
    void mustWeigh(int stable, int canary) {
        if (!weights().values().equals(List.of(stable, canary))) {
            throw new StageException("the weights are " + weights());
        }
    }

    /** The audience needs time as well, and some things happen only in time. */
    static void pause(Duration length) {
        LockSupport.parkNanos(length.toNanos());
    }

    static Instant time(JsonNode event, String pointer) {
        return Instant.parse(event.at(pointer).asText());
    }

    private static BooleanSupplier until(Instant end) {
        return () -> Shop.now().isBefore(end);
    }
}
