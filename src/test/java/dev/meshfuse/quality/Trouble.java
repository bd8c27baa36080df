package dev.meshfuse.quality;

import java.util.random.RandomGenerator;

/** How the errors of a service whose canary is as good as its stable side come about. */
enum Trouble {
    INDEPENDENT("independent errors", 1),
    CLUSTER_IN_TICK("10 errors at once", 1),
    CLUSTER_OVER_TICKS("10 errors over 2-10 s", 1),
    LARGE_CLUSTER_OVER_TICKS("50 errors over 2-10 s", 1),
    SOURCE("one source of 8 fails 2-10 s, canary only, daily", 1),
    CLIENT("one source of 8 fails 10 min, canary only, daily", 1),
    ONE_OF_TWO_PODS("1 pod of 2 down 3 s, canary only, daily", 2),
    ONE_OF_THREE_PODS("1 pod of 3 down 3 s, canary only, daily", 3),
    ONLY_POD("1 pod of 1 down 3 s, canary only, daily", 1),
    SHARED_OUTAGE("a dependency of both down 60 s, canary 1 s early, daily", 1),
    SHARED_PARTIAL("30 % of both fail for 60 s, canary 1 s early, daily", 1);

    static final int SOURCES = 8;
    private static final double DAY_SECONDS = 86_400;

    private final String words;
    private final int pods;

    Trouble(String words, int pods) {
        this.words = words;
        this.pods = pods;
    }

    String words() {
        return words;
    }

    int pods() {
        return pods;
    }

    /** Whether who is to blame can be told by name: not where the canary is one pod. */
    boolean canBeToldApart() {
        return this != ONLY_POD;
    }

    /** Errors that come together; 1 where they come alone. */
    int clusterSize() {
        return switch (this) {
            case CLUSTER_IN_TICK, CLUSTER_OVER_TICKS -> 10;
            case LARGE_CLUSTER_OVER_TICKS -> 50;
            default -> 1;
        };
    }

    /** Whether what comes together comes within one tick. */
    boolean isWithinTick() {
        return this == CLUSTER_IN_TICK;
    }

    /** Whether there is trouble now and then only, beside independent errors. */
    boolean comesInEpisodes() {
        return compareTo(SOURCE) >= 0;
    }

    /** Seconds between two episodes; none where errors come in clusters or alone. */
    double everySeconds() {
        return comesInEpisodes() ? DAY_SECONDS : Double.POSITIVE_INFINITY;
    }

    /** How long an episode lasts, in seconds. */
    double lastsSeconds(RandomGenerator random) {
        return switch (this) {
            case SOURCE -> random.nextDouble(2, 10);
            case CLIENT -> 600;
            case ONE_OF_TWO_PODS, ONE_OF_THREE_PODS, ONLY_POD -> 3;
            case SHARED_OUTAGE, SHARED_PARTIAL -> 60;
            case INDEPENDENT, CLUSTER_IN_TICK, CLUSTER_OVER_TICKS, LARGE_CLUSTER_OVER_TICKS -> 0;
        };
    }

    /** What an episode does to the canary's requests of a tick. */
    void strikeCanary(Second second, int who, RandomGenerator random) {
        switch (this) {
            case SOURCE, CLIENT -> second.fail(who % SOURCES, -1, 1, random);
            case ONE_OF_TWO_PODS, ONE_OF_THREE_PODS, ONLY_POD ->
                    second.fail(-1, who % pods, 1, random);
            case SHARED_OUTAGE -> second.fail(-1, -1, 1, random);
            case SHARED_PARTIAL -> second.fail(-1, -1, 0.3, random);
            case INDEPENDENT, CLUSTER_IN_TICK, CLUSTER_OVER_TICKS, LARGE_CLUSTER_OVER_TICKS -> {}
        }
    }

    /** What it does to stable's. */
    void strikeStable(Second second, RandomGenerator random) {
        switch (this) {
            case SHARED_OUTAGE -> second.failStable(1, random);
            case SHARED_PARTIAL -> second.failStable(0.3, random);
            default -> {}
        }
    }
}
