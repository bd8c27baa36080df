package dev.meshfuse.definition.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A condition of a status, of the shape all of Kubernetes uses ({@code meta/v1 Condition}). */
record StatusCondition(
        @Required @JsonPropertyDescription("What the condition is about.") String type,
        @Required @JsonPropertyDescription("True, False or Unknown.") String status,
        @Required @JsonPropertyDescription("One word for programs.") String reason,
        @Required @JsonPropertyDescription("Sentences for people.") String message,
        @JsonPropertyDescription("The generation of the object that was looked at.")
                Long observedGeneration,
        @Required @JsonPropertyDescription("When the status last changed.")
                String lastTransitionTime) {}
