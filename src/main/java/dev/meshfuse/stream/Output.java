package dev.meshfuse.stream;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.SloEvent;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.verdict.EvidenceState;
import java.math.BigDecimal;

/** What the topology says to others. */
public sealed interface Output {
    /** On the public topic of breaches. */
    record Breach(SloEvent event) implements Output {}

    /** To the one reader of a fuse's inputs. */
    record Input(FuseInput input) implements Output {}

    /** The latest state of an objective. */
    record SloSeen(SloState state) implements Output {}

    /**
     * Requests were counted. For metrics; goes to no topic.
     *
     * @param objective the objective as a ratio
     */
    record Counted(ResourceId slo, BigDecimal objective, Counts gained) implements Output {}

    /** Another replica has taken an objective over. For metrics; goes to no topic. */
    record Left(ResourceId slo) implements Output {}

    /**
     * What a block showed of both sides of a split, as an objective measures it. For metrics; goes
     * to no topic.
     *
     * @param unattributed requests whose side is not known
     */
    record TracksCounted(
            ResourceId fuse, ResourceId slo, Counts stable, Counts canary, Counts unattributed)
            implements Output {}

    /**
     * Whether a service can be evaluated, when that changes. For metrics; goes to no topic.
     *
     * @param fails it cannot, and its blocks are not closed
     */
    record Evaluation(ResourceId service, boolean fails) implements Output {}

    /** The latest evidence against a canary. */
    record EvidenceSeen(EvidenceState state) implements Output {}
}
