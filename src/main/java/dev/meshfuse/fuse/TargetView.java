package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.WeightChange;
import java.util.List;

/** The object a fuse acts on, as it was read. */
public sealed interface TargetView {
    /** {@code kind/namespace/name}. */
    String name();

    /** Who else decides about its weights. */
    Ownership ownership();

    /**
     * It divides traffic as the fuse says. What is planned on it holds for the state that was read:
     * writing a plan fails when that has changed.
     */
    non-sealed interface Splitting extends TargetView {
        /** UID of the object. */
        String uid();

        /** One sentence or more for people: where it splits, how, and what no plan touches. */
        String describe();

        /**
         * What leads to the canary and is touched by no plan, a sentence each: header routes, for
         * instance.
         */
        default List<String> rests() {
            return List.of();
        }

        /** Whether the canary gets any share. */
        boolean canaryHasWeight();

        /** Takes the canary out of traffic. */
        WeightPlan withoutCanary();

        /**
         * Keeps the canary from getting more than it has.
         *
         * @param recorded the changes of the first such plan of a hold; empty for the first. A
         *     share of the canary that has grown since is put back to it.
         */
        WeightPlan held(List<WeightChange> recorded);

        /** Writes once more what there is, and changes nothing: for a rehearsal. */
        WeightPlan unchanged();

        /**
         * Takes back what a plan did. What somebody else has changed since is left to them.
         *
         * @param recorded the changes of that plan
         */
        WeightPlan restored(List<WeightChange> recorded);
    }

    /**
     * It cannot be acted on.
     *
     * @param name {@code kind/namespace/name}
     * @param word why, one word for programs
     * @param reason why, for people
     * @param ownership who else decides about it, as far as it was looked at
     */
    record Unusable(String name, String word, String reason, Ownership ownership)
            implements TargetView {
        /** Nothing is known of an owner. */
        public Unusable(String name, String word, String reason) {
            this(name, word, reason, Ownership.unknown("It was not looked at."));
        }
    }
}
