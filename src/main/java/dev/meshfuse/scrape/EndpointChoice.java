package dev.meshfuse.scrape;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of a target's endpoints is read: the first that answers, and that one from then on. Now and
 * then the preferred one is tried again.
 */
public final class EndpointChoice {
    /**
     * What closed the preferred endpoint, a network policy for instance, may be changed while the
     * pod lives. It is a matter of cost, not of truth, so it has time; a try that hangs costs half
     * a deadline.
     */
    static final Duration PREFERRED_AGAIN = Duration.ofMinutes(10);

    private final int endpoints;
    private int kept;
    private long preferredAgainAt;

    /**
     * @param endpoints how many there are
     */
    public EndpointChoice(int endpoints) {
        this.endpoints = endpoints;
    }

    /**
     * The endpoints to try, by number, the most promising first.
     *
     * @param nowMillis on any clock that does not go back
     */
    public List<Integer> order(long nowMillis) {
        int first = kept != 0 && nowMillis >= preferredAgainAt ? 0 : kept;
        List<Integer> order = new ArrayList<>();
        order.add(first);
        if (first != kept) {
            order.add(kept);
        }
        for (int i = 0; i < endpoints; i++) {
            if (i != first && i != kept) {
                order.add(i);
            }
        }
        return order;
    }

    /** An endpoint gave an answer that could be used. */
    public void answered(int endpoint, long nowMillis) {
        if (endpoint != kept || nowMillis >= preferredAgainAt) {
            preferredAgainAt = nowMillis + PREFERRED_AGAIN.toMillis();
        }
        kept = endpoint;
    }
}
