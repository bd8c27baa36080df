package dev.meshfuse.fuse.kubernetes;

import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.fuse.WeightPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Rollout, with the weights that its controller says are in place.
 *
 * <p>An abort gives all traffic to stable and moves the canary's Service to stable's pods. While
 * the Rollout is paused the controller does not carry it out, so the pause is taken away after it.
 * The object changes all the time by its controller's hand; a patch relies on the two revisions
 * only.
 *
 * @param rollout as it was read
 * @param ownership who else decides about it
 */
record RolloutTarget(ReadObject rollout, Ownership ownership) implements TargetView.Splitting {
    private static final String REVISION = "/status/currentPodHash";
    private static final String STABLE = "/status/stableRS";
    private static final List<String> REVISIONS = List.of(REVISION, STABLE);

    private Switch abort() {
        return new Switch(rollout, "status", "/status/abort", "aborted", REVISIONS);
    }

    private Switch pause() {
        return new Switch(rollout, "", "/spec/paused", "paused", REVISIONS);
    }

    private int weight(String side) {
        return rollout.at("/status/canary/weights/" + side + "/weight").asInt(0);
    }

    /** Whether the controller is at work on another revision than the one that is stable. */
    private boolean isUnderway() {
        return !rollout.at(REVISION).asText().equals(rollout.at(STABLE).asText());
    }

    @Override
    public String name() {
        return rollout.name();
    }

    @Override
    public String uid() {
        return rollout.uid();
    }

    @Override
    public String describe() {
        String weights =
                isUnderway()
                        ? "%s splits: stable %d, canary %d."
                                .formatted(name(), weight("stable"), weight("canary"))
                        : "%s splits by weights and has no canary now.".formatted(name());
        return rollout.at("/spec/strategy/canary/dynamicStableScale").asBoolean()
                ? weights
                        + " With dynamicStableScale an abort takes as long as stable needs to grow."
                : weights;
    }

    /** An abort that was asked for and is not held up counts as done; callers show the rest. */
    @Override
    public boolean canaryHasWeight() {
        boolean leaving = abort().isOn() && !pause().isOn();
        return isUnderway() && !leaving && weight("canary") > 0;
    }

    @Override
    public WeightPlan withoutCanary() {
        List<WeightChange> changes = new ArrayList<>();
        List<WeightPlan.Write> writes = new ArrayList<>();
        if (!abort().isOn()) {
            changes.add(abort().turned(true));
            writes.add(abort().turn(true));
        }
        if (pause().isOn()) {
            changes.add(pause().turned(false));
            writes.add(pause().turn(false));
        }
        return new WeightPlan(name(), changes, writes);
    }

    @Override
    public WeightPlan unchanged() {
        boolean seen = !rollout.at("/status").isMissingNode(); // by its controller
        return new WeightPlan(
                name(),
                List.of(),
                (seen ? Stream.of(abort(), pause()) : Stream.of(pause()))
                        .map(one -> one.turn(one.isOn()))
                        .toList());
    }

    @Override
    public WeightPlan held(List<WeightChange> recorded) {
        return pause().isOn()
                ? new WeightPlan(name(), List.of(), List.of())
                : new WeightPlan(
                        name(), List.of(pause().turned(true)), List.of(pause().turn(true)));
    }

    /** Lets an aborted Rollout try again, and a paused one go on. */
    @Override
    public WeightPlan restored(List<WeightChange> recorded) {
        List<Switch> turned =
                List.of(abort(), pause()).stream()
                        .filter(one -> one.wasTurnedOn(recorded))
                        .toList();
        return new WeightPlan(
                name(),
                turned.stream().map(one -> one.turned(false)).toList(),
                turned.stream().map(one -> one.turn(false)).toList());
    }
}
