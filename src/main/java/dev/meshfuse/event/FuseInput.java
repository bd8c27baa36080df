package dev.meshfuse.event;

import dev.meshfuse.definition.ResourceId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Something that concerns a fuse. Internal; all inputs of one fuse have one key and so one reader.
 */
public sealed interface FuseInput {
    ResourceId fuse();

    /** The breach, or other time of trouble, it belongs to. */
    String episode();

    /** When it was found. */
    Instant at();

    /**
     * The evidence against the canary has passed its threshold, or is still beyond it while the
     * canary has traffic.
     */
    record CanaryBurns(
            ResourceId fuse,
            String episode,
            Instant at,
            boolean stableBurns,
            CanaryEvidence evidence)
            implements FuseInput {
        public CanaryBurns {
            required(fuse, episode, at);
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /**
     * Callers have stopped to send requests to the canary.
     *
     * @param lastRequestAt when the last reading was made that showed a request to the canary
     */
    record CanaryQuiet(ResourceId fuse, String episode, Instant at, Instant lastRequestAt)
            implements FuseInput {
        public CanaryQuiet {
            required(fuse, episode, at);
            Objects.requireNonNull(lastRequestAt, "lastRequestAt");
        }
    }

    /**
     * Too little is visible to judge the canary.
     *
     * @param episode the time of blindness
     * @param since when it began
     * @param reason one sentence for people
     */
    record CanaryUnseen(ResourceId fuse, String episode, Instant at, Instant since, String reason)
            implements FuseInput {
        public CanaryUnseen {
            required(fuse, episode, at);
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * The canary must not get more traffic for now. Said again every few seconds while it stands.
     *
     * @param episode the time of doubt
     * @param reason one sentence for people
     */
    record CanaryHolds(
            ResourceId fuse, String episode, Instant at, String reason, CanaryEvidence evidence)
            implements FuseInput {
        public CanaryHolds {
            required(fuse, episode, at);
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /**
     * The doubt is over.
     *
     * @param episode the time of doubt that ends
     * @param reason one sentence for people
     */
    record CanaryReleased(ResourceId fuse, String episode, Instant at, String reason)
            implements FuseInput {
        public CanaryReleased {
            required(fuse, episode, at);
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Somebody who may has told the fuse what to do.
     *
     * @param episode one for each command
     */
    record Commanded(ResourceId fuse, String episode, Instant at, FuseCommand command)
            implements FuseInput {
        public Commanded {
            required(fuse, episode, at);
            Objects.requireNonNull(command, "command");
        }
    }

    /**
     * The budget of one of its objectives burns at the level of a page while the canary is called.
     * Said again every few seconds while that stands.
     *
     * @param episode this breach as far as it concerns this fuse
     * @param reason one sentence for people
     * @param attribution which part of it is the canary's doing, and whether that explains it
     */
    record BudgetBurns(
            ResourceId fuse, String episode, Instant at, String reason, BurnAttribution attribution)
            implements FuseInput {
        public BudgetBurns {
            required(fuse, episode, at);
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(attribution, "attribution");
        }
    }

    /**
     * The budget of one of its objectives is used up. Said again every few seconds while that
     * stands.
     *
     * @param episode the time in which it is used up
     * @param reason one sentence for people
     * @param canaryIdentity what the canary runs
     * @param budget the budget
     */
    record BudgetSpent(
            ResourceId fuse,
            String episode,
            Instant at,
            String reason,
            String canaryIdentity,
            BudgetEvidence budget)
            implements FuseInput {
        public BudgetSpent {
            required(fuse, episode, at);
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(canaryIdentity, "canaryIdentity");
            Objects.requireNonNull(budget, "budget");
        }
    }

    /**
     * Callers still send requests to a canary that was taken out of traffic. Said again every few
     * seconds while they do.
     *
     * @param episode the breach of that trip
     * @param requestsPerSecond how many they sent lately
     * @param callers who, the most first, each with its requests per second
     * @param lastRequestAt when the last reading was made that showed one
     */
    record CanaryFlows(
            ResourceId fuse,
            String episode,
            Instant at,
            double requestsPerSecond,
            List<String> callers,
            Instant lastRequestAt)
            implements FuseInput {
        public CanaryFlows {
            required(fuse, episode, at);
            Objects.requireNonNull(lastRequestAt, "lastRequestAt");
            callers = List.copyOf(callers);
        }
    }

    /**
     * What a command holds is still to be held. Said again every few seconds: unlike doubt, a
     * command does not come again by itself.
     *
     * @param episode that of the command
     */
    record HoldStands(ResourceId fuse, String episode, Instant at) implements FuseInput {
        public HoldStands {
            required(fuse, episode, at);
        }
    }

    /**
     * The object a fuse has acted on, or the canary behind it, is no longer as the fuse left it.
     *
     * @param episode the breach of the last trip
     */
    record TargetMoved(ResourceId fuse, String episode, Instant at) implements FuseInput {
        public TargetMoved {
            required(fuse, episode, at);
        }
    }

    /**
     * The canary has no pod that could answer, and stable has. Said again while it stands, whether
     * the canary has a weight or not.
     *
     * @param episode the time in which it has none
     * @param canaryIdentity what the canary runs
     */
    record CanaryDown(
            ResourceId fuse,
            String episode,
            Instant at,
            String canaryIdentity,
            DownEvidence evidence)
            implements FuseInput {
        public CanaryDown {
            required(fuse, episode, at);
            Objects.requireNonNull(canaryIdentity, "canaryIdentity");
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /**
     * An alert of Alertmanager fires while the canary is called. Said again every few seconds while
     * that stands.
     *
     * @param episode this alert as far as it concerns this fuse
     * @param reason one sentence for people
     * @param alert the alert, which part of the errors is the canary's doing, and whether that
     *     explains them
     */
    record AlertFires(
            ResourceId fuse, String episode, Instant at, String reason, AlertEvidence alert)
            implements FuseInput {
        public AlertFires {
            required(fuse, episode, at);
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(alert, "alert");
        }
    }

    /** An input comes from a topic, where anybody may have written it. */
    private static void required(ResourceId fuse, String episode, Instant at) {
        Objects.requireNonNull(fuse, "fuse");
        Objects.requireNonNull(episode, "episode");
        Objects.requireNonNull(at, "at");
    }
}
