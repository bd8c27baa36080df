package dev.meshfuse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.shop.Shop;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One play: all is well, the canary fails, the fuse trips, the traffic goes. */
final class Act {
    private static final Duration START_BOUND = Duration.ofSeconds(60);
    private static final Duration CALM = Duration.ofSeconds(12);
    private static final Duration REVERT_BOUND = Duration.ofSeconds(60);

    /**
     * Of the requests to the canary. A fault that is not total: most demos of others need a total
     * one.
     */
    private static final double FAILING = 0.6;

    private final Story story;
    private final Shop shop;
    private final Program program;
    private final Heard heard;

    private Act(Story story, Shop shop, Program program, Heard heard) {
        this.story = story;
        this.shop = shop;
        this.program = program;
        this.heard = heard;
    }

    /**
     * Plays it.
     *
     * @param once whether to end after the revert, or to go on until the process is told to stop
     * @return whether the canary was reverted in time, and nothing else was touched
     */
    static boolean play(boolean once) {
        Story story = new Story(Shop.now());
        Story.note("Meshfuse demo: a bad canary is reverted. Everything runs on this machine.\n");
        Shop shop = Shop.open();
        story.tell(
                Shop.now(),
                "world",
                String.format(
                        Locale.ROOT,
                        "Kafka broker, Kubernetes API and a mesh of %d proxies are up",
                        shop.simulation().pods().size()));
        Program program = Program.start(shop.settings(), shop.kubeconfig());
        CountDownLatch stopped = stopOnSignal(shop, program);
        try (Heard heard = new Heard(shop.broker().bootstrapServers())) {
            Act act = new Act(story, shop, program, heard);
            boolean reverted = act.runs();
            if (!reverted) {
                Story.note(String.format(Locale.ROOT, "\nThe last lines of %s:", Program.LOG));
                Program.lastLines(20)
                        .forEach(line -> Story.note(String.format(Locale.ROOT, "  %s", line)));
            } else if (!once) {
                Story.note("\nThe shop stays open. Ctrl-C ends it.");
                awaitSignal(stopped);
            }
            return reverted;
        }
    }

    /** A signal, or the end of the play, stops the program first and then the world around it. */
    private static CountDownLatch stopOnSignal(Shop shop, Program program) {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            Story.note("\nClosing.");
                            program.close();
                            shop.close();
                            stopped.countDown();
                        }));
        return stopped;
    }

    private static void awaitSignal(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean runs() {
        try {
            return run();
        } catch (IllegalStateException | UncheckedIOException e) {
            story.tell(Shop.now(), "FAILED", String.valueOf(e.getMessage()));
            return false;
        }
    }

    private boolean run() {
        if (!awaitReady()) {
            story.tell(
                    Shop.now(),
                    "FAILED",
                    String.format(
                            Locale.ROOT,
                            "Meshfuse was not ready within %d s",
                            START_BOUND.toSeconds()));
            return false;
        }
        story.tell(
                Shop.now(),
                "meshfuse",
                String.format(Locale.ROOT, "ready; its log is %s", Program.LOG));
        pause(CALM);
        tellHealth("healthy");

        Instant fault = breakCanary();
        BooleanSupplier hope = until(fault.plus(REVERT_BOUND));
        Optional<JsonNode> breach = heard.await("dev.meshfuse.slo.breached.v1", hope);
        breach.ifPresent(this::tellBreach);
        Optional<JsonNode> tripped = heard.await("dev.meshfuse.fuse.tripped.v1", hope);
        tripped.ifPresent(this::tellTrip);
        Optional<JsonNode> verified = heard.await("dev.meshfuse.fuse.verified.v1", hope);
        if (verified.isEmpty()) {
            story.tell(
                    Shop.now(),
                    "FAILED",
                    String.format(
                            Locale.ROOT,
                            "no verified revert within %d s",
                            REVERT_BOUND.toSeconds()));
            return false;
        }
        Instant gone = shop.oracle().lastRequestAt(Shop.CANARY).orElse(fault);
        story.tell(
                gone,
                "gone",
                String.format(Locale.ROOT, "the last request to %s was sent", Shop.CANARY));
        story.tell(
                time(verified.get(), "/at"), "verified", verified.get().path("summary").asText());
        return checks(fault, gone, verified.get());
    }

    private Instant breakCanary() {
        Instant fault = Shop.now();
        shop.breakCanary(Fault.http(503, FAILING));
        story.tell(
                fault,
                "fault",
                String.format(
                        Locale.ROOT,
                        "%s begins to answer 503 to %.0f %% of its requests",
                        Shop.CANARY,
                        FAILING * 100));
        return fault;
    }

    private boolean checks(Instant fault, Instant gone, JsonNode verified) {
        Duration patched = Duration.between(fault, time(verified, "/timing/patchedAt"));
        Story.note(
                String.format(
                        Locale.ROOT,
                        "\n  From fault to weights written %.1f s, to the last canary request %.1f s, to proof %.1f s.",
                        seconds(patched),
                        seconds(Duration.between(fault, gone)),
                        seconds(Duration.between(fault, time(verified, "/at")))));
        List<String> wrong = new ArrayList<>();
        List<Integer> weights = new Weights(shop.virtualService()).values();
        if (!weights.equals(List.of(100, 0))) {
            wrong.add("the weights are " + weights);
        }
        if (!program.get(program.address("/api/v1/fuses/shop/cart"))
                .contains("\"phase\":\"Verified\"")) {
            wrong.add("the API does not say that the fuse is verified");
        }
        if (!program.get(program.managementAddress("/q/metrics"))
                .contains("meshfuse_actions_total")) {
            wrong.add("the metrics do not count the action");
        }
        Story.note("\n  Look at it:");
        Story.note(
                String.format(Locale.ROOT, "    objectives  %s", program.address("/api/v1/slos")));
        Story.note(
                String.format(Locale.ROOT, "    fuses       %s", program.address("/api/v1/fuses")));
        Story.note(
                String.format(
                        Locale.ROOT,
                        "    metrics     %s",
                        program.managementAddress("/q/metrics")));
        Story.note(
                String.format(
                        Locale.ROOT, "    health      %s", program.managementAddress("/q/health")));
        wrong.forEach(what -> story.tell(Shop.now(), "FAILED", what));
        return wrong.isEmpty();
    }

    private void tellHealth(String what) {
        String explanation =
                Json.read(program.get(program.address("/api/v1/slos/shop/cart-availability")))
                        .path("explanation")
                        .asText();
        story.tell(
                Shop.now(),
                what,
                String.format(
                        Locale.ROOT,
                        "%s Weights: %s",
                        explanation,
                        new Weights(shop.virtualService())));
    }

    private void tellBreach(JsonNode breach) {
        story.tell(
                time(breach, "/evidence/firstBadAt"),
                "reading",
                "the first bad request to the canary is seen");
        story.tell(
                time(breach, "/evidence/decidedAt"), "decision", breach.path("summary").asText());
        for (JsonNode block : breach.at("/evidence/blocks")) {
            if (block.path("canaryBad").asInt() > 0) {
                story.tell(
                        time(block, "/closedAt"),
                        "  block",
                        String.format(
                                Locale.ROOT,
                                "canary %d of %d bad, stable %d of %d",
                                block.path("canaryBad").asInt(),
                                block.path("canaryRequests").asInt(),
                                block.path("stableBad").asInt(),
                                block.path("stableRequests").asInt()));
            }
        }
    }

    private void tellTrip(JsonNode trip) {
        List<String> changes = new ArrayList<>();
        for (JsonNode change : trip.path("changes")) {
            changes.add(
                    "%s %d -> %d"
                            .formatted(
                                    change.path("destination").asText(),
                                    change.path("before").asInt(),
                                    change.path("after").asInt()));
        }
        story.tell(
                time(trip, "/timing/patchedAt"),
                "patched",
                String.format(
                        Locale.ROOT,
                        "%s: %s",
                        trip.path("target").asText(),
                        String.join(", ", changes)));
    }

    private boolean awaitReady() {
        BooleanSupplier hope = until(Shop.now().plus(START_BOUND));
        while (hope.getAsBoolean()) {
            if (program.isReady()) {
                return true;
            }
            pause(Duration.ofMillis(100));
        }
        return false;
    }

    private static BooleanSupplier until(Instant end) {
        return () -> Shop.now().isBefore(end);
    }

    /** The audience needs time as well. */
    private static void pause(Duration length) {
        LockSupport.parkNanos(length.toNanos());
    }

    private static Instant time(JsonNode event, String pointer) {
        return Instant.parse(event.at(pointer).asText());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
