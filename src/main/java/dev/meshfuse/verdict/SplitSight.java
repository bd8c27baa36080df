package dev.meshfuse.verdict;

import dev.meshfuse.sli.Coverage;
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
 */
public record SplitSight(Targets targets, Side stable, Side canary) {
    /**
     * What can be seen of a side.
     *
     * @param sight whether there is traffic, or which kind of no data
     * @param targets proxies that show it
     * @param coverage how much of what arrived there lately is seen at its callers
     */
    public record Side(Sight sight, Targets targets, Coverage coverage) {
        /** The side, for people. */
        public Visible visible() {
            return Visible.of(sight, targets, coverage);
        }
    }

    /**
     * Why too little is visible to judge the canary, in one sentence; null when it can be judged.
     * The canary is never blamed for what cannot be read.
     */
    public @Nullable String tooLittle() {
        if (targets.silent() > 0 && targets.silent() >= targets.read()) {
            return "%d of %d proxies that show the service cannot be read."
                    .formatted(targets.silent(), targets.silent() + targets.read());
        }
        return canary.sight() instanceof Sight.TargetsDown down
                ? "Of the canary nothing is seen: " + down.describe()
                : null;
    }
}
