package dev.meshfuse.stream;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.SloEvent;
import dev.meshfuse.verdict.EvidenceState;

/** What the topology says to others. */
public sealed interface Output {
    /** On the public topic of breaches. */
    record Breach(SloEvent event) implements Output {}

    /** To the one reader of a fuse's inputs. */
    record Input(FuseInput input) implements Output {}

    /** The latest state of an objective. */
    record SloSeen(SloState state) implements Output {}

    /** The latest evidence against a canary. */
    record EvidenceSeen(EvidenceState state) implements Output {}
}
