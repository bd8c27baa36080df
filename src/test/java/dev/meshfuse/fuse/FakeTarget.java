package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.WeightChange;
import java.util.List;

/** A target with two weights. */
record FakeTarget(int stable, int canary, List<String> rests) implements TargetView.Splitting {
    FakeTarget(int stable, int canary) {
        this(stable, canary, List.of());
    }

    @Override
    public String name() {
        return Given.NAME;
    }

    @Override
    public String uid() {
        return "uid-1";
    }

    @Override
    public Ownership ownership() {
        return Ownership.NOBODY;
    }

    @Override
    public String describe() {
        return "It splits.";
    }

    @Override
    public boolean canaryHasWeight() {
        return canary > 0;
    }

    @Override
    public WeightPlan withoutCanary() {
        return plan(stable + canary, 0);
    }

    @Override
    public WeightPlan unchanged() {
        return plan(stable, canary);
    }

    @Override
    public WeightPlan held(List<WeightChange> recorded) {
        return recorded.isEmpty() || canary <= recorded.get(1).after()
                ? new WeightPlan(name(), plan(stable, canary).changes(), List.of())
                : plan(recorded.get(0).after(), recorded.get(1).after());
    }

    @Override
    public WeightPlan restored(List<WeightChange> recorded) {
        return recorded.isEmpty()
                ? new WeightPlan(name(), List.of(), List.of())
                : plan(recorded.get(0).before(), recorded.get(1).before());
    }

    private WeightPlan plan(int toStable, int toCanary) {
        return new WeightPlan(
                name(),
                List.of(
                        new WeightChange(
                                "/spec/http/0/route/0/weight", "cart/v1", stable, toStable),
                        new WeightChange(
                                "/spec/http/0/route/1/weight", "cart/v2", canary, toCanary)),
                List.of(new WeightPlan.Write("v1", "VirtualService", "shop", "cart", "", "[]")));
    }
}
