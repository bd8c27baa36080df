package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.testing.Shop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mesh of one fuse and a place for events, which remember the order of what is done to them. */
final class FakeMesh implements FuseActor.Mesh, FuseActor.Events {
    /** Where the actor stops: at a step, before or after it took effect. */
    record Crash(int step, boolean afterIt) {}

    static final class Crashed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    final List<String> done = new ArrayList<>();
    final List<FuseEvent> events = new ArrayList<>();
    Mode mode = Mode.Enforce;
    FuseMemory memory = FuseMemory.NEW;
    FakeTarget target = Given.weights(90, 10);
    String canary = "c1";
    @Nullable Readiness readiness = Given.READY;
    @Nullable Crash crash;
    private int step;

    @Override
    public FuseActor.Session open(ResourceId fuse) {
        FuseDecision.Observed observed =
                Given.observed(mode, memory, target, Shop.running(canary), readiness);
        return new FuseActor.Session() {
            @Override
            public FuseDecision.Observed observed() {
                return observed;
            }

            @Override
            public void remember(FuseMemory next) {
                step("remember " + next.phase().word(), () -> memory = next);
            }

            @Override
            public void shift(WeightPlan plan) {
                step("shift", () -> target = after(plan.changes()));
            }
        };
    }

    @Override
    public void publish(FuseEvent event, @Nullable FusePhase next) {
        step("publish " + event.type(), () -> events.add(event));
    }

    /** Stops the actor at the given step from now on, counted from 0. */
    void crashAt(int atStep, boolean afterIt) {
        crash = new Crash(atStep, afterIt);
        step = 0;
    }

    private void step(String what, Runnable effect) {
        Crash here = crash != null && crash.step() == step++ ? crash : null;
        if (here != null && !here.afterIt()) {
            throw new Crashed();
        }
        effect.run();
        done.add(what);
        if (here != null) {
            throw new Crashed();
        }
    }

    private static FakeTarget after(List<WeightChange> changes) {
        return Given.weights(changes.get(0).after(), changes.get(1).after());
    }
}
