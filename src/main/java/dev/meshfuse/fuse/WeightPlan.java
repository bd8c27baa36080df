package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.WeightChange;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights to write, and the state they are to be written over.
 *
 * @param target the object as it was read
 * @param changes the weights, two a route
 */
public record WeightPlan(TargetView.Splitting target, List<WeightChange> changes) {
    public WeightPlan {
        changes = List.copyOf(changes);
    }

    /**
     * Takes the canary out of every route in which it has a share and gives that share to stable,
     * so that the sum of a route stays what it was.
     */
    public static WeightPlan withoutCanary(TargetView.Splitting target) {
        List<WeightChange> changes = new ArrayList<>();
        for (SplitRoute route : target.routes()) {
            int share = route.canary().weight();
            if (share > 0) {
                changes.add(
                        change(
                                route,
                                route.stable(),
                                Math.addExact(route.stable().weight(), share)));
                changes.add(change(route, route.canary(), 0));
            }
        }
        return new WeightPlan(target, changes);
    }

    private static WeightChange change(SplitRoute route, SplitRoute.Side side, int after) {
        return new WeightChange(
                "/spec/http/%d/route/%d/weight".formatted(route.index(), side.index()),
                side.describe(),
                side.weight(),
                after);
    }
}
