package dev.meshfuse.fleet;

/**
 * How many requests the pods have counted. They stand still until they are told to grow, and again
 * when they are told to stop, so that what a reader has counted can be compared to the last
 * request.
 *
 * <p>Every pod has the same {@link #SERIES_SETS} sets of series: it calls {@link #CALLED} services,
 * and {@link #CALLERS} callers from elsewhere call it, each with {@link #ENDINGS} endings.
 */
final class Growth {
    /** Services a pod calls. */
    static final int CALLED = 8;

    /** Callers of a pod, from outside the fleet: nobody reads their proxies. */
    static final int CALLERS = 4;

    /** A good one and two that are not. */
    static final int ENDINGS = 3;

    static final int SERIES_SETS = (CALLED + CALLERS) * ENDINGS;

    /** Requests of a pod to one service, or of one caller to it, a second. */
    private static final long GOOD_PER_SECOND = 10;

    /** Errors are rare: most of their series do not move between two scrapes. */
    private static final long MILLIS_PER_OTHER = 20_000;

    private Growth() {}

    /** Requests of one set of series after so long a time of growing. */
    static long requests(int set, long grownMillis) {
        return isGood(set)
                ? grownMillis * GOOD_PER_SECOND / 1000
                : (grownMillis + set * 500L) / MILLIS_PER_OTHER;
    }

    /** Whether the set is of requests that were answered with 200. */
    static boolean isGood(int set) {
        return set % ENDINGS == 0;
    }

    /** The service that a pod calls in one of its sets, or its own where it is called. */
    static int service(int pod, int set, int services) {
        int call = set / ENDINGS;
        return call < CALLED ? (pod + call * 7) % services : pod % services;
    }

    /** Requests to each service, all pods together, between two moments. */
    static long[] requestsByService(int pods, int services, long fromMillis, long toMillis) {
        long[] sums = new long[services];
        for (int pod = 0; pod < pods; pod++) {
            for (int set = 0; set < SERIES_SETS; set++) {
                sums[service(pod, set, services)] +=
                        requests(set, toMillis) - requests(set, fromMillis);
            }
        }
        return sums;
    }
}
