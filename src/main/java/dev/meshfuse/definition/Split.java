package dev.meshfuse.definition;

import java.util.List;

/** What became of a fuse's two sides when they were looked up in the cluster. */
public sealed interface Split {
    /**
     * Both sides exist and telemetry can tell them apart.
     *
     * @param rule what tells them apart
     * @param canaryIdentity what the canary runs now: its pod-template hashes, else its images.
     *     Evidence and a trip are bound to it; another identity starts afresh.
     * @param passedOver why each rule that comes before it does not tell them apart, a sentence
     *     each
     */
    record Resolved(TrackRule rule, String canaryIdentity, List<String> passedOver)
            implements Split {
        public Resolved {
            passedOver = List.copyOf(passedOver);
        }

        /** With the first rule there is. */
        public Resolved(TrackRule rule, String canaryIdentity) {
            this(rule, canaryIdentity, List.of());
        }

        /**
         * For people: what tells the sides apart, which canary it is, and why by nothing simpler.
         */
        public String sentences() {
            String all =
                    "Told apart by %s. The canary is %s."
                            .formatted(rule.describe(), canaryIdentity);
            return passedOver.isEmpty() ? all : all + " " + String.join(" ", passedOver);
        }
    }

    /**
     * No verdict is possible.
     *
     * @param reason why, for people
     */
    record Unresolved(String reason) implements Split {}
}
