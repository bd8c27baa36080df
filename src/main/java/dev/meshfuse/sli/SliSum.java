package dev.meshfuse.sli;

/**
 * Numbers of requests as one objective sees them. They add up, so that a sum over a window can
 * follow what comes and goes without looking at the requests again. Not thread-safe.
 */
public final class SliSum {
    private long good;
    private long bad;
    private long excluded;
    private long answeredGood;
    private long answeredBad;
    private long answeredExcluded;
    private long unjudged;

    /** Requests by what the objective measures. */
    public Counts counts() {
        return new Counts(good, bad, excluded);
    }

    /** All of them by availability, whatever the objective measures. */
    public Counts answered() {
        return new Counts(answeredGood, answeredBad, answeredExcluded);
    }

    /** Requests that count, but were counted in buckets that do not tell whether they were good. */
    public long unjudged() {
        return unjudged;
    }

    /** Adds another. */
    public void add(SliSum other) {
        add(other, 1);
    }

    /** Takes another back. */
    public void subtract(SliSum other) {
        add(other, -1);
    }

    void addAnswered(Outcome outcome, long count) {
        switch (outcome) {
            case GOOD -> answeredGood += count;
            case BAD -> answeredBad += count;
            case EXCLUDED -> answeredExcluded += count;
        }
    }

    /** An objective on availability measures just that. */
    void measureAnswered() {
        good = answeredGood;
        bad = answeredBad;
        excluded = answeredExcluded;
    }

    /** Adds requests that were answered without an error. */
    void addJudged(long inTime, long judged, long all) {
        good += inTime;
        bad += judged - inTime;
        unjudged += all - judged;
    }

    void addExcluded(long count) {
        excluded += count;
    }

    private void add(SliSum other, int sign) {
        good += sign * other.good;
        bad += sign * other.bad;
        excluded += sign * other.excluded;
        answeredGood += sign * other.answeredGood;
        answeredBad += sign * other.answeredBad;
        answeredExcluded += sign * other.answeredExcluded;
        unjudged += sign * other.unjudged;
    }
}
