package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Trigger;
import dev.meshfuse.event.FuseInput;
import java.util.Optional;

/**
 * What may trip or hold a fuse. The stream asks it too; here it counts for what was said before the
 * definition changed.
 */
final class Triggers {
    private Triggers() {}

    /** Why an input is none for this fuse; empty where it is. What ends a hold always is. */
    static Optional<String> refusal(FuseInput input, Fuse fuse) {
        return switch (input) {
            case FuseInput.CanaryBurns burns -> needs(Trigger.Evidence, fuse);
            case FuseInput.CanaryHolds holds -> needs(Trigger.Evidence, fuse);
            case FuseInput.CanaryUnseen unseen -> needs(Trigger.Evidence, fuse);
            case FuseInput.CanaryDown down -> needs(Trigger.Evidence, fuse);
            case FuseInput.BudgetBurns burns -> needs(Trigger.Budget, fuse);
            case FuseInput.BudgetSpent spent -> needs(Trigger.Budget, fuse);
            case FuseInput.AlertFires alert -> needs(Trigger.Alerts, fuse);
            case FuseInput.CanaryQuiet quiet -> Optional.empty();
            case FuseInput.CanaryReleased released -> Optional.empty();
            case FuseInput.CanaryFlows flows -> Optional.empty();
            case FuseInput.TargetMoved moved -> Optional.empty();
            case FuseInput.Commanded command -> Optional.empty();
            case FuseInput.HoldStands stands -> Optional.empty();
        };
    }

    private static Optional<String> needs(Trigger trigger, Fuse fuse) {
        return fuse.triggers().contains(trigger)
                ? Optional.empty()
                : Optional.of("the fuse does not have the trigger " + trigger);
    }
}
