package dev.meshfuse.quality;

import dev.meshfuse.verdict.Shown;
import dev.meshfuse.verdict.Tick;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The requests of one tick, while they are made up. */
final class Second {
    private static final Tick NOTHING = Tick.of(Shown.NOTHING, Shown.NOTHING);

    private final String[] sourceNames;
    private final String[] podNames;
    private final int[][] requests;
    private final int[][] bad;
    private int stable;
    private int stableBad;
    private int turn;

    Second(int sources, int pods) {
        sourceNames = names("source-", sources);
        podNames = names("pod-", pods);
        requests = new int[sources][pods];
        bad = new int[sources][pods];
    }

    /** Empties it for the next tick. */
    void clear() {
        for (int i = 0; i < requests.length; i++) {
            Arrays.fill(requests[i], 0);
            Arrays.fill(bad[i], 0);
        }
        stable = 0;
        stableBad = 0;
    }

    /** Requests to stable. */
    void stable(int all, int failed) {
        stable += all;
        stableBad += failed;
    }

    /** Good requests to the canary: every pair of source and pod has its turn. */
    void good(int all) {
        int pods = podNames.length;
        int cells = sourceNames.length * pods;
        for (int i = 0; i < all; i++) {
            turn = (turn + 1) % cells;
            requests[turn / pods][turn % pods]++;
        }
    }

    /** Bad requests of anyone to the canary. */
    void bad(int failed, RandomGenerator random) {
        for (int i = 0; i < failed; i++) {
            bad(random.nextInt(sourceNames.length), 1, random);
        }
    }

    /** Bad requests of one source to the canary. */
    void bad(int source, int failed, RandomGenerator random) {
        for (int i = 0; i < failed; i++) {
            int pod = random.nextInt(podNames.length);
            requests[source][pod]++;
            bad[source][pod]++;
        }
    }

    /** Whatever the pairs have sent to the canary in this tick fails with a chance. */
    void fail(int onlySource, int onlyPod, double chance, RandomGenerator random) {
        for (int source = 0; source < requests.length; source++) {
            for (int pod = 0; pod < podNames.length; pod++) {
                boolean its =
                        (onlySource < 0 || onlySource == source) && (onlyPod < 0 || onlyPod == pod);
                int good = its ? requests[source][pod] - bad[source][pod] : 0;
                for (int i = 0; i < good; i++) {
                    bad[source][pod] += chance >= 1 || random.nextDouble() < chance ? 1 : 0;
                }
            }
        }
    }

    /** Stable's requests of this tick fail with a chance. */
    void failStable(double chance, RandomGenerator random) {
        int good = stable - stableBad;
        stableBad += chance >= 1 ? good : Math.min(good, Chance.number(good * chance, random));
    }

    /** What is known of it. */
    Tick tick() {
        int all = sum(requests);
        if (all == 0 && stable == 0) {
            return NOTHING;
        }
        Shown canary = new Shown(all, sum(bad));
        Map<String, Shown> bySource = new HashMap<>();
        Map<String, Shown> byPod = new HashMap<>();
        for (int source = 0; all > 0 && source < requests.length; source++) {
            for (int pod = 0; pod < podNames.length; pod++) {
                if (requests[source][pod] > 0) {
                    Shown its = new Shown(requests[source][pod], bad[source][pod]);
                    bySource.merge(sourceNames[source], its, Shown::plus);
                    if (podNames.length > 1) {
                        byPod.merge(podNames[pod], its, Shown::plus);
                    }
                }
            }
        }
        return new Tick(canary, new Shown(stable, stableBad), bySource, byPod);
    }

    private static int sum(int[][] numbers) {
        int sum = 0;
        for (int[] row : numbers) {
            for (int number : row) {
                sum += number;
            }
        }
        return sum;
    }

    private static String[] names(String prefix, int count) {
        String[] names = new String[count];
        Arrays.setAll(names, i -> prefix + i);
        return names;
    }
}
