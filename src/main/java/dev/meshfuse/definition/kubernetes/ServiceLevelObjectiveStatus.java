package dev.meshfuse.definition.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What is reported of an objective. */
record ServiceLevelObjectiveStatus(
        @JsonPropertyDescription("The generation of the object that the conditions speak of.")
                Long observedGeneration,
        @JsonPropertyDescription("Accepted: whether the definition is in force, or all its faults.")
                List<StatusCondition> conditions,
        @JsonPropertyDescription("Share of the error budget that is left; may be negative.")
                String budgetRemaining,
        @JsonPropertyDescription("The breach that is open now.") String episode) {}
