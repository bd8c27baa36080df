package dev.meshfuse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.testing.shop.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Another release of the canary gets traffic again: it is judged afresh, and left alone. */
final class FixedRelease implements Act {
    private static final Duration LOOK = Duration.ofSeconds(10);

    @Override
    public String title() {
        return "a fixed release arms the fuse again";
    }

    @Override
    public void play(Stage stage) {
        Instant begin = Shop.now();
        release(stage);
        stage.tell(
                "release",
                "a fixed %s, %s, is rolled out and given its weight back"
                        .formatted(Shop.CANARY, stage.fuse().path("canaryIdentity").asText()));
        stage.await("the fuse is armed", () -> stage.fuse().path("phase").asText().equals("Armed"));
        stage.tell("armed", "the fuse watches it, with evidence from zero");
        Stage.pause(LOOK);
        stage.mustWeigh(90, 10);
        if (stage.heard().has(Stage.TRIPPED, begin)) {
            throw new StageException("the fixed canary was taken out of traffic");
        }
        JsonNode evidence = stage.fuse().at("/evidence/0");
        stage.tell(
                "healthy",
                String.format(
                        Locale.ROOT,
                        "verdict %s, evidence %.1f of %.1f nats. Weights: %s",
                        evidence.path("verdict").asText(),
                        evidence.path("canaryNats").asDouble(),
                        evidence.path("thresholdNats").asDouble(),
                        stage.weights()));
    }

    /** Rolls out another template and gives it the canary's weight; returns when it is known. */
    static void release(Stage stage) {
        String old = stage.fuse().path("canaryIdentity").asText();
        stage.shop().mend();
        stage.shop().releaseCanary();
        stage.await(
                "the new canary is known",
                () -> !stage.fuse().path("canaryIdentity").asText().equals(old));
        stage.shop().weigh(90, 10);
    }
}
