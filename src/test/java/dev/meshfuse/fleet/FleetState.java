package dev.meshfuse.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a fleet shows, and what was asked of it. Used by one thread, or asked through {@link
 * Sidecars#ask}.
 */
final class FleetState {
    private static final String PATH = "/stats/prometheus";

    private final int pods;
    private final int services;
    private final BodyTemplate template;
    private final Map<String, List<BodyTemplate.Piece>> bodies = new HashMap<>();
    private final long startedAt = System.nanoTime();
    private boolean honoursQuery;

    /** Growth up to the last stop, and when it went on; -1 while it stands. */
    private long grownMillis;

    private long growsSince = -1;

    private final long[] lastAsked;
    private final long[] answered;
    private long intervalMillis = 1;
    private long bytes;
    private long tookNanos;
    private Lateness lateness = new Lateness();

    FleetState(int pods, int services, BodyTemplate template) {
        this.pods = pods;
        this.services = services;
        this.template = template;
        this.lastAsked = new long[pods];
        this.answered = new long[pods];
    }

    /**
     * What was sent since the last {@link #measure}.
     *
     * @param answers bodies that were sent to their end
     * @param podsAnswered pods that have sent one
     * @param fullBytes length of a body that nothing is left out of
     * @param meanMillis from a request to the last byte of its answer
     */
    record Sent(
            long answers,
            int podsAnswered,
            long bytes,
            long fullBytes,
            double meanMillis,
            long scrapes,
            long lateP50,
            long lateP99,
            long lateMax) {}

    int longestPiece() {
        return template.longestPiece();
    }

    static boolean serves(String target) {
        return target.equals(PATH) || target.startsWith(PATH + "?");
    }

    /** Begins to measure anew. */
    void measure(long interval, boolean honours) {
        intervalMillis = interval;
        honoursQuery = honours;
        bytes = 0;
        tookNanos = 0;
        lateness = new Lateness();
        Arrays.fill(answered, 0);
        Arrays.fill(lastAsked, 0);
    }

    /** Lets the counters grow, or stand; returns for how long they have grown. */
    long grow(boolean on) {
        long now = System.nanoTime();
        long grown = grown(now);
        if (on != growsSince >= 0) {
            grownMillis = grown;
            growsSince = on ? now : -1;
        }
        return grown;
    }

    Answer asked(int pod, String target, long now) {
        if (lastAsked[pod] != 0) {
            lateness.add((now - lastAsked[pod]) / 1_000_000 - intervalMillis);
        }
        lastAsked[pod] = now;
        int query = honoursQuery ? target.indexOf('?') : -1;
        String asked = query < 0 ? "" : target.substring(query + 1);
        List<BodyTemplate.Piece> pieces = bodies.computeIfAbsent(asked, this::body);
        return new Answer(pieces, pod, services, grown(now), (now - startedAt) / 1_000_000_000L);
    }

    void answered(int pod, long length, long nanos) {
        answered[pod]++;
        bytes += length;
        tookNanos += nanos;
    }

    Sent sent() {
        long answers = 0;
        int some = 0;
        for (long count : answered) {
            answers += count;
            some += count > 0 ? 1 : 0;
        }
        return new Sent(
                answers,
                some,
                bytes,
                BodyTemplate.length(body("")),
                answers == 0 ? 0 : tookNanos / 1e6 / answers,
                lateness.total(),
                lateness.quantile(0.5),
                lateness.quantile(0.99),
                lateness.quantile(1));
    }

    /** Requests to each service between two moments of growth. */
    long[] requests(long fromMillis, long toMillis) {
        return Growth.requestsByService(pods, services, fromMillis, toMillis);
    }

    private long grown(long now) {
        return growsSince < 0 ? grownMillis : grownMillis + (now - growsSince) / 1_000_000;
    }

    private List<BodyTemplate.Piece> body(String query) {
        boolean usedOnly = false;
        Predicate<String> families = family -> true;
        for (String part : query.split("&", -1)) {
            if (part.equals("usedonly")) {
                usedOnly = true;
            } else if (part.startsWith("filter=")) {
                String filter = URLDecoder.decode(part.substring("filter=".length()), UTF_8);
                families = Pattern.compile(filter).asPredicate();
            }
        }
        return template.pieces(families, usedOnly);
    }
}
