package dev.meshfuse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.shop.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** A canary with noise, and one bad moment: nothing is done about it. */
final class NoisyCanary implements Act {
    /** On both sides: five times what the objective allows, and below the canary's limit. */
    private static final double NOISE = 0.005;

    /** A collection of garbage, a dropped connection. */
    private static final Duration HICCUP = Duration.ofMillis(300);

    private static final Duration LOOK = Duration.ofSeconds(10);

    @Override
    public String title() {
        return "a noisy but healthy canary is left alone";
    }

    @Override
    public void play(Stage stage) {
        Instant begin = Shop.now();
        stage.shop().breakBoth(Fault.http(503, NOISE));
        stage.tell(
                "noise",
                String.format(
                        Locale.ROOT,
                        "%s and %s fail %.1f %% of their requests",
                        Shop.STABLE,
                        Shop.CANARY,
                        NOISE * 100));
        Stage.pause(LOOK);
        stage.shop().breakCanary(Fault.http(503, 0.9));
        stage.tell(
                "hiccup",
                String.format(
                        Locale.ROOT,
                        "for %.1f s %s fails nearly all of them",
                        HICCUP.toMillis() / 1000.0,
                        Shop.CANARY));
        Stage.pause(HICCUP);
        stage.shop().breakCanary(Fault.http(503, NOISE));
        Stage.pause(LOOK);
        stage.shop().mend();
        stage.mustWeigh(90, 10);
        if (stage.heard().has(Stage.TRIPPED, begin)) {
            throw new StageException("the canary was taken out of traffic");
        }
        JsonNode evidence = stage.fuse().at("/evidence/0");
        stage.tell(
                "unmoved",
                String.format(
                        Locale.ROOT,
                        "evidence against the canary %.1f of %.1f nats. Weights: %s",
                        evidence.path("canaryNats").asDouble(),
                        evidence.path("thresholdNats").asDouble(),
                        stage.weights()));
    }
}
