package dev.meshfuse.definition.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.meshfuse.definition.Severity;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/** What is reported of an objective. */
record ServiceLevelObjectiveStatus(
        @JsonPropertyDescription("The generation of the object that the conditions speak of.")
                Long observedGeneration,
        @JsonPropertyDescription("Accepted: whether the definition is in force, or all its faults.")
                List<StatusCondition> conditions,
        @JsonPropertyDescription(
                        "Share of the error budget that is left, such as 98.7%; negative when more"
                                + " was spent than there is. At most half a minute old.")
                String budgetRemaining,
        @JsonPropertyDescription("The breach that is open now.") Episode episode) {

    record Episode(
            @Required @JsonPropertyDescription("Its identity, as in events.") String id,
            @Required @JsonPropertyDescription("How urgent it has become.") Severity severity,
            @Required @JsonPropertyDescription("When it began.") String openedAt) {}
}
