package dev.meshfuse.event;

import dev.meshfuse.definition.ResourceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A breach of an objective begins or ends.
 *
 * @param type what happened
 * @param slo the objective
 * @param service the service it is about
 * @param episode identity of the breach from open to closed
 * @param sequence number of this event in the episode, from 1
 * @param at when it happened
 * @param severity {@code page}
 * @param fuse the fuse whose canary caused it, {@code namespace/name}
 * @param summary one sentence for people
 * @param evidence what it rests on; null when the breach ends
 */
public record SloEvent(
        Type type,
        ResourceId slo,
        ResourceId service,
        String episode,
        int sequence,
        Instant at,
        String severity,
        String fuse,
        String summary,
        @Nullable CanaryEvidence evidence) {
    /** Kinds of event, with their CloudEvents type. */
    public enum Type {
        BREACHED("dev.meshfuse.slo.breached.v1"),
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
