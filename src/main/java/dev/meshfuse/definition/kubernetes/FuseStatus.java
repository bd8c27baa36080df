package dev.meshfuse.definition.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import java.util.List;

/** What is reported of a fuse, and what it must remember to act once and to restore. */
record FuseStatus(
        @JsonPropertyDescription("The generation of the object that the conditions speak of.")
                Long observedGeneration,
        @JsonPropertyDescription(
                        "Accepted: whether the definition is in force, or all its faults. Resolved:"
                                + " whether telemetry can tell the two sides apart.")
                List<StatusCondition> conditions,
        @JsonPropertyDescription("How the two sides are told apart.") String tracks,
        @JsonPropertyDescription("Where it stands, such as Armed, Held or Tripped.") String phase,
        @JsonPropertyDescription("The breach it acts on.") String episode,
        @JsonPropertyDescription("What the canary ran when it was last acted on.")
                String canaryIdentity,
        @PreserveUnknownFields
                @JsonPropertyDescription(
                        "What it is about to do, written before it is done, so that a successor can"
                                + " resume.")
                Intent intent,
        @PreserveUnknownFields
                @JsonPropertyDescription("The weights before a trip, to be restored by a reset.")
                Recorded recorded) {

    record Intent(
            @JsonPropertyDescription("The action.") String action,
            @JsonPropertyDescription("The breach it answers.") String episode,
            @JsonPropertyDescription("UID of the target.") String targetUid,
            @JsonPropertyDescription("Resource version of the target that was looked at.")
                    String targetResourceVersion,
            @JsonPropertyDescription("Weights that must still be there.") List<Weight> oldWeights,
            @JsonPropertyDescription("Weights that are written.") List<Weight> newWeights) {}

    record Recorded(
            @JsonPropertyDescription("The breach whose trip replaced them.") String episode,
            @JsonPropertyDescription("UID of the target.") String targetUid,
            @JsonPropertyDescription("The weights.") List<Weight> weights) {}

    @PreserveUnknownFields
    record Weight(
            @JsonPropertyDescription("JSON pointer to the weight in the target.") String path,
            @JsonPropertyDescription("Host of the destination.") String host,
            @JsonPropertyDescription("Subset of the destination.") String subset,
            @JsonPropertyDescription("The weight.") Integer weight) {}
}
