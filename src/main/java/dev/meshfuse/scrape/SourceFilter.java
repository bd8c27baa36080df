package dev.meshfuse.scrape;

import java.time.Duration;

/**
 * Whether a proxy is asked for the wanted series only. Envoy's statistics take the parameters
 * {@code usedonly} and {@code filter}, a regular expression that a statistic's own name must
 * contain a match of (Envoy, "Administration interface").
 *
 * <p>A proxy that refuses the parameters, or answers them without its uptime, is read in full: at
 * once, and for a while that doubles with each refusal. One that ignores them answers everything,
 * which is as good.
 */
public final class SourceFilter {
    /**
     * What is appended to the path. The uptime proves that the filter was understood: every Envoy
     * has it, so an answer without it has lost other series too. The bars stay as they are on the
     * wire, as curl sends them: not every version decodes {@code %7C}.
     */
    public static final String QUERY =
            "usedonly&filter="
                    + "istio_requests_total|istio_request_duration_milliseconds|server.uptime";

    /** An agent whose proxy is starting answers without its part for some seconds. */
    static final Duration FIRST_REST = Duration.ofMinutes(1);

    /**
     * A proxy that cannot filter learns it with its next version, which is another process; asking
     * it once an hour costs one body in some hundred.
     */
    static final Duration LONGEST_REST = Duration.ofHours(1);

    private Duration rest = Duration.ZERO;
    private long restsUntil;

    /**
     * Whether the filter is to be asked for.
     *
     * @param nowMillis on any clock that does not go back
     */
    public boolean isOn(long nowMillis) {
        return rest.isZero() || nowMillis >= restsUntil;
    }

    /** The last answer to the filter was right. */
    public void understood() {
        rest = Duration.ZERO;
    }

    /**
     * The proxy gave with the filter no answer that can be used, but one without it.
     *
     * @return how long it is read in full
     */
    public Duration refused(long nowMillis) {
        Duration next = rest.isZero() ? FIRST_REST : rest.multipliedBy(2);
        rest = next.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : next;
        restsUntil = nowMillis + rest.toMillis();
        return rest;
    }

    /**
     * The endpoint as it would be read in full. Whether filtered or not, every counter of requests
     * is shown, so readings of both can be compared.
     *
     * @param endpoint path and query, as in {@link Reading#endpoint}
     */
    public static String unfiltered(String endpoint) {
        String ours = "?" + QUERY;
        return endpoint.endsWith(ours)
                ? endpoint.substring(0, endpoint.length() - ours.length())
                : endpoint;
    }
}
