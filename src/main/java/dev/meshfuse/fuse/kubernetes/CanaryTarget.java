package dev.meshfuse.fuse.kubernetes;

import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.fuse.WeightPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * A Canary of Flagger with the route it has made.
 *
 * @param canary as it was read
 * @param route the route, written only while the Canary is suspended
 */
record CanaryTarget(ReadObject canary, RouteTarget route) implements TargetView.Splitting {
    private Switch suspend() {
        return new Switch(canary, "", "/spec/suspend", "suspended", List.of());
    }

    @Override
    public String name() {
        return canary.name();
    }

    @Override
    public String uid() {
        return canary.uid();
    }

    @Override
    public Ownership ownership() {
        return route.ownership();
    }

    @Override
    public String describe() {
        return route.describe();
    }

    @Override
    public List<String> rests() {
        return route.rests();
    }

    @Override
    public boolean canaryHasWeight() {
        return route.canaryHasWeight();
    }

    @Override
    public WeightPlan withoutCanary() {
        WeightPlan weights = route.withoutCanary();
        WeightPlan suspended = held(List.of());
        List<WeightChange> changes = new ArrayList<>(suspended.changes());
        weights.changes().forEach(change -> changes.add(inRoute(change)));
        List<WeightPlan.Write> writes = new ArrayList<>(suspended.writes());
        writes.addAll(weights.writes());
        return new WeightPlan(name(), changes, writes);
    }

    private WeightChange inRoute(WeightChange change) {
        return new WeightChange(
                route.name() + "#" + change.path(),
                change.destination(),
                change.before(),
                change.after(),
                change.removed());
    }

    @Override
    public WeightPlan unchanged() {
        List<WeightPlan.Write> writes = new ArrayList<>();
        writes.add(suspend().turn(suspend().isOn()));
        writes.addAll(route.unchanged().writes());
        return new WeightPlan(name(), List.of(), writes);
    }

    /** A suspended Canary is not stepped up. */
    @Override
    public WeightPlan held(List<WeightChange> recorded) {
        return suspend().isOn()
                ? new WeightPlan(name(), List.of(), List.of())
                : new WeightPlan(
                        name(), List.of(suspend().turned(true)), List.of(suspend().turn(true)));
    }

    /** Lets Flagger go on; which weights there are then is its own affair. */
    @Override
    public WeightPlan restored(List<WeightChange> recorded) {
        return suspend().wasTurnedOn(recorded)
                ? new WeightPlan(
                        name(), List.of(suspend().turned(false)), List.of(suspend().turn(false)))
                : new WeightPlan(name(), List.of(), List.of());
    }
}
