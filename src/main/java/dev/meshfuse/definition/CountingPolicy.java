package dev.meshfuse.definition;

import java.util.Set;

/**
 * Which requests of a service are bad, and which do not count at all.
 *
 * @param reporter whose report of a request is counted
 * @param badHttp HTTP status codes that are bad, each an exact code ({@code 503}) or a class
 *     ({@code 5xx})
 * @param badGrpc gRPC status numbers that are bad
 * @param callerGone what to do with a request whose caller hung up before a response began
 */
public record CountingPolicy(
        Reporter reporter, Set<String> badHttp, Set<Integer> badGrpc, CallerGone callerGone) {
    /** Whose report of a request is counted. */
    public enum Reporter {
        /** The caller's proxy where the caller is scraped, else the server's. */
        Auto,
        Source,
        Destination
    }

    /** What becomes of code 0 with flag {@code DC}: the caller hung up. */
    public enum CallerGone {
        Exclude,
        Bad
    }

    /**
     * 5xx is bad; for gRPC the statuses that are the server's fault: UNKNOWN, DEADLINE_EXCEEDED,
     * RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS (gRPC status codes,
     * grpc.io "Status codes and their use").
     */
    public static final CountingPolicy DEFAULT =
            new CountingPolicy(
                    Reporter.Auto,
                    Set.of("5xx"),
                    Set.of(2, 4, 8, 12, 13, 14, 15),
                    CallerGone.Exclude);

    public CountingPolicy {
        badHttp = Set.copyOf(badHttp);
        badGrpc = Set.copyOf(badGrpc);
        badHttp.forEach(CountingPolicy::checkedHttp);
        badGrpc.forEach(CountingPolicy::checkedGrpc);
    }

    static String checkedHttp(String code) {
        if (!code.matches("[1-5](\\d\\d|xx)")) {
            throw new IllegalArgumentException(
                    "'" + code + "' is neither an HTTP status code nor a class such as 5xx");
        }
        return code;
    }

    static int checkedGrpc(int status) {
        if (status < 1 || status > 16) {
            throw new IllegalArgumentException(
                    status + " is no gRPC error status: they are 1 to 16");
        }
        return status;
    }

    /** Whether an HTTP status code is bad under this policy. */
    public boolean isBadHttp(int code) {
        return badHttp.contains(Integer.toString(code)) || badHttp.contains(code / 100 + "xx");
    }

    /** The same policy, counting the reports of that end. */
    public CountingPolicy reportedBy(Reporter end) {
        return new CountingPolicy(end, badHttp, badGrpc, callerGone);
    }
}
