package dev.meshfuse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.shop.Shop;
import java.time.Instant;
import java.util.Locale;

/** What both versions need is away: people are told, and the canary is held and not blamed. */
final class FailingDependency implements Act {
    private static final double FAILING = 0.4;

    @Override
    public String title() {
        return "a dependency fails both versions: hold and page, no revert";
    }

    @Override
    public void play(Stage stage) {
        Instant fault = Shop.now();
        stage.shop().breakBoth(Fault.http(503, FAILING));
        stage.tell(
                "fault",
                String.format(
                        Locale.ROOT,
                        "what both versions of cart need is away: each answers 503 to %.0f %%",
                        FAILING * 100));
        JsonNode breach = stage.await(Stage.BREACHED, fault);
        stage.story()
                .tell(
                        Stage.time(breach, "/at"),
                        breach.path("severity").asText(),
                        breach.path("summary").asText());
        JsonNode held = stage.await(Stage.HELD, fault);
        stage.story().tell(Stage.time(held, "/at"), "held", held.path("summary").asText());
        stage.shop().mend();
        stage.tell("mended", "the dependency is back");
        JsonNode released = stage.await(Stage.RELEASED, fault);
        stage.story()
                .tell(
                        Stage.time(released, "/at"),
                        "released",
                        "%s Weights: %s"
                                .formatted(released.path("summary").asText(), stage.weights()));
        stage.await(Stage.RECOVERED, fault);
        stage.mustWeigh(90, 10);
        if (stage.heard().has(Stage.TRIPPED, fault)) {
            throw new StageException("the canary was blamed for what it had not done");
        }
    }
}
