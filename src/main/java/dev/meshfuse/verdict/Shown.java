package dev.meshfuse.verdict;

/**
 * Requests that were seen.
 *
 * @param requests those that count
 * @param bad those of them that were bad
 */
public record Shown(long requests, long bad) {
    public static final Shown NOTHING = new Shown(0, 0);

    public Shown {
        if (bad < 0 || bad > requests) {
            throw new IllegalArgumentException(
                    "of %d requests, %d cannot be bad".formatted(requests, bad));
        }
    }

    /** Both together. */
    public Shown plus(Shown other) {
        return new Shown(Math.addExact(requests, other.requests), Math.addExact(bad, other.bad));
    }

    /** What is left without a part of it. */
    Shown minus(Shown part) {
        return new Shown(requests - part.requests, bad - part.bad);
    }

    /** Share of the requests that was bad; there must be some. */
    double badRatio() {
        return (double) bad / requests;
    }
}
