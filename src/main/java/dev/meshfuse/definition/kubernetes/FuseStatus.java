package dev.meshfuse.definition.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What is reported of a fuse, and what it must remember to act once and to restore. */
record FuseStatus(
        @JsonPropertyDescription("The generation of the object that the conditions speak of.")
                Long observedGeneration,
        @JsonPropertyDescription(
                        "Accepted: whether the definition is in force, or all its faults. Resolved:"
                                + " whether telemetry can tell the two sides apart. TargetReady:"
                                + " whether the target splits as the fuse says. Owned: who else"
                                + " decides about its weights. Rehearsed: whether a trip would be"
                                + " taken.")
                List<StatusCondition> conditions,
        @JsonPropertyDescription("How the two sides are told apart.") String tracks,
        @JsonPropertyDescription(
                        "Where it stands: Armed, Tripping, Tripped, Verified, Ineffective,"
                                + " Contested or LeftAlone.")
                String phase,
        @JsonPropertyDescription("The breach of the last trip.") String episode,
        @JsonPropertyDescription("What the canary ran when it was last acted on.")
                String canaryIdentity,
        @JsonPropertyDescription(
                        "What it is about to do, written before it is done, so that a successor can"
                                + " resume.")
                Intent intent,
        @JsonPropertyDescription("The weights before and after the last trip.")
                List<Weight> recorded,
        @JsonPropertyDescription("When the weights were written.") String patchedAt,
        @JsonPropertyDescription("When a request to the canary was last seen after that.")
                String quietAt,
        @JsonPropertyDescription(
                        "When it was seen that the trip did not last: callers went on, or the"
                                + " canary got its weight back.")
                String noticedAt,
        @JsonPropertyDescription("How often it has tripped on that canary.") Integer trips,
        @JsonPropertyDescription("When it last tripped.") String lastTripAt,
        @JsonPropertyDescription("The last answer it gave without acting.") String lastAnswer,
        @JsonPropertyDescription("The last answers it gave without acting, newest last.")
                List<String> answers,
        @JsonPropertyDescription("Why the canary gets no more traffic.") Hold hold,
        @JsonPropertyDescription("The latest commands it has answered, oldest first.")
                List<String> commands) {

    record Hold(
            @JsonPropertyDescription("The time of doubt that has lasted longest.") String episode,
            @JsonPropertyDescription("UID of the object that is held.") String targetUid,
            @JsonPropertyDescription("What was changed at its beginning, or the weights then.")
                    List<Weight> recorded,
            @JsonPropertyDescription(
                            "How often somebody gave the canary more and it was taken back.")
                    Integer putBack,
            @JsonPropertyDescription("Whether the last of all this was said.") Boolean announced,
            @JsonPropertyDescription(
                            "The other times of doubt; it is held until the last one ends.")
                    List<Other> others) {}

    record Other(
            @JsonPropertyDescription("The time of doubt.") String episode,
            @JsonPropertyDescription("Whether it was said.") Boolean announced) {}

    record Intent(
            @JsonPropertyDescription("The object, kind/namespace/name.") String target,
            @JsonPropertyDescription("UID of the object.") String targetUid,
            @JsonPropertyDescription("First reading with a bad request to the canary.")
                    String firstBadAt,
            @JsonPropertyDescription("When the evidence passed its threshold.") String decidedAt) {}

    record Weight(
            @JsonPropertyDescription("JSON pointer to the weight in the target.") String path,
            @JsonPropertyDescription("Host and subset of the destination.") String destination,
            @JsonPropertyDescription("The weight before the trip.") Integer before,
            @JsonPropertyDescription("The weight after it.") Integer after,
            @JsonPropertyDescription("The JSON that was taken away, if any was.") String removed) {}
}
