package dev.meshfuse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.shop.Shop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The canary fails: the fuse trips, the traffic goes, and that is shown. */
final class FailingCanary implements Act {
    /**
     * Of the requests to the canary. A fault that is not total: most demos of others need a total
     * one.
     */
    private static final double FAILING = 0.6;

    @Override
    public String title() {
        return "the canary fails: it is taken out of traffic, with evidence and proof";
    }

    @Override
    public void play(Stage stage) {
        Instant fault = Shop.now();
        stage.shop().breakCanary(Fault.http(503, FAILING));
        stage.story()
                .tell(
                        fault,
                        "fault",
                        String.format(
                                Locale.ROOT,
                                "%s begins to answer 503 to %.0f %% of its requests",
                                Shop.CANARY,
                                FAILING * 100));
        tellBreach(stage, stage.await(Stage.BREACHED, fault));
        tellTrip(stage, stage.await(Stage.TRIPPED, fault));
        JsonNode verified = stage.await(Stage.VERIFIED, fault);
        Reaction reaction = Reaction.of(stage.shop(), fault, verified);
        stage.story()
                .tell(
                        reaction.gone(),
                        "gone",
                        "the last request to %s was sent".formatted(Shop.CANARY));
        stage.story()
                .tell(Stage.time(verified, "/at"), "verified", verified.path("summary").asText());
        Story.note(
                String.format(
                        Locale.ROOT,
                        "\n  From fault to weights written %.1f s, to the last canary request %.1f s, to proof %.1f s.",
                        reaction.toPatched(),
                        reaction.toGone(),
                        reaction.toProof()));
        check(stage);
    }

    private static void tellBreach(Stage stage, JsonNode breach) {
        stage.story()
                .tell(
                        Stage.time(breach, "/evidence/firstBadAt"),
                        "reading",
                        "the first bad request to the canary is seen");
        stage.story()
                .tell(
                        Stage.time(breach, "/evidence/decidedAt"),
                        "decision",
                        breach.path("summary").asText());
        for (JsonNode block : breach.at("/evidence/blocks")) {
            if (block.path("canaryBad").asInt() > 0) {
                stage.story()
                        .tell(
                                Stage.time(block, "/closedAt"),
                                "  block",
                                "canary %d of %d bad, stable %d of %d"
                                        .formatted(
                                                block.path("canaryBad").asInt(),
                                                block.path("canaryRequests").asInt(),
                                                block.path("stableBad").asInt(),
                                                block.path("stableRequests").asInt()));
            }
        }
    }

    private static void tellTrip(Stage stage, JsonNode trip) {
        List<String> changes = new ArrayList<>();
        for (JsonNode change : trip.path("changes")) {
            changes.add(
                    "%s %d -> %d"
                            .formatted(
                                    change.path("destination").asText(),
                                    change.path("before").asInt(),
                                    change.path("after").asInt()));
        }
        stage.story()
                .tell(
                        Stage.time(trip, "/timing/patchedAt"),
                        "patched",
                        "%s: %s"
                                .formatted(
                                        trip.path("target").asText(), String.join(", ", changes)));
    }

    private static void check(Stage stage) {
        stage.mustWeigh(100, 0);
        stage.await(
                "the API says that the fuse is verified",
                () -> stage.fuse().path("phase").asText().equals("Verified"));
        Program program = stage.program();
        if (!program.get(program.managementAddress("/q/metrics"))
                .contains("meshfuse_actions_total")) {
            throw new StageException("the metrics do not count the action");
        }
    }
}
