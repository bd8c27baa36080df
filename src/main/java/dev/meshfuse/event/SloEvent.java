package dev.meshfuse.event;

import dev.meshfuse.definition.ResourceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A breach of an objective begins, becomes more urgent, or ends.
 *
 * @param type what happened
 * @param slo the objective
 * @param service the service it is about
 * @param episode identity of the breach from open to closed
 * @param sequence number of this event in the episode, from 1
 * @param at when it happened
 * @param severity how urgent it has become: {@code page} or {@code ticket}
 * @param cause what made it so: the name of a tier, or the fuse whose canary burns, {@code
 *     namespace/name}
 * @param fuse the fuse whose canary burns, where that is the cause, {@code namespace/name}; else
 *     null
 * @param summary one sentence for people
 * @param budget the budget and how fast it burns; null when the objective was deleted
 * @param evidence what speaks against the canary that is the cause; null where none is, and when
 *     the breach ends
 */
public record SloEvent(
        Type type,
        ResourceId slo,
        ResourceId service,
        String episode,
        int sequence,
        Instant at,
        String severity,
        String cause,
        @Nullable String fuse,
        String summary,
        @Nullable BudgetEvidence budget,
        @Nullable CanaryEvidence evidence) {
    /** Kinds of event, with their CloudEvents type. */
    public enum Type {
        BREACHED("dev.meshfuse.slo.breached.v1"),
        ESCALATED("dev.meshfuse.slo.escalated.v1"),
        RECOVERED("dev.meshfuse.slo.recovered.v1");

        private final String cloudEventType;

        Type(String cloudEventType) {
            this.cloudEventType = cloudEventType;
        }

        public String cloudEventType() {
            return cloudEventType;
        }
    }
}
