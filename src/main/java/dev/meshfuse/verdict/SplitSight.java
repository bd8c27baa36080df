package dev.meshfuse.verdict;

import dev.meshfuse.sli.Sight;
import dev.meshfuse.sli.Visibility.Targets;
import dev.meshfuse.sli.Visible;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a split.
 *
 * @param targets proxies that show the service users call
 * @param stable what is seen of its stable side
 * @param canary what is seen of its canary
 * @param canaryTargets proxies that show the canary
 * @param stableTargets proxies that show its stable side
 */
public record SplitSight(
        Targets targets, Sight stable, Targets stableTargets, Sight canary, Targets canaryTargets) {
    /**
     * Why too little is visible to judge the canary, in one sentence; null when it can be judged.
     * The canary is never blamed for what cannot be read.
     */
    public @Nullable String tooLittle() {
        if (targets.silent() > 0 && targets.silent() >= targets.read()) {
            return "%d of %d proxies that show the service cannot be read."
                    .formatted(targets.silent(), targets.silent() + targets.read());
        }
        return canary instanceof Sight.TargetsDown down
                ? "Of the canary nothing is seen: " + down.describe()
                : null;
    }

    /** The stable side, for people. */
    public Visible stableSeen() {
        return Visible.of(stable, stableTargets);
    }

    /** The canary, for people. */
    public Visible canarySeen() {
        return Visible.of(canary, canaryTargets);
    }
}
