package dev.meshfuse.verdict;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Callers, or pods, that were shown to fail alone. They are left out of every copy until all is
 * calm again: else the trouble of one, and soon after it that of another, would together be in all
 * copies. (Of 300 months in which each of eight callers fails for ten minutes now and then, up to
 * twelve had such a false trip.)
 *
 * <p>One is suspected while the evidence is beyond its threshold and the copy without that one is
 * below half of it. The others are cleared when, failing half as often as the suspect does, they
 * would have had ten bad requests, and have had a fifth of that at most: of a Poisson number with
 * mean 10 that has a chance of 0.3 %. Chosen.
 *
 * @param names who is set aside, by name
 * @param rest evidence of all others; without meaning where nobody is
 * @param suspect who may be the next one; empty for nobody
 * @param expected bad requests the others would have had since then
 * @param bad those they have had
 */
public record SetAside(List<String> names, Bet rest, String suspect, double expected, long bad) {
    static final SetAside NOBODY = new SetAside(List.of(), Bet.NONE, "", 0, 0);

    private static final double ENOUGH = 10;
    private static final double CLEARED = 0.2;

    public SetAside {
        names = List.copyOf(names);
        Objects.requireNonNull(rest, "rest");
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /** With what the rest shows now. */
    SetAside showing(Bet now) {
        return new SetAside(names, now, suspect, expected, bad);
    }

    /** Nobody is suspected. */
    SetAside unsuspecting() {
        return suspect.isEmpty() ? this : new SetAside(names, rest, "", 0, 0);
    }

    /**
     * With a block in which one is suspected.
     *
     * @param its what the suspect had of it; some requests
     * @param others what all others had that are not set aside
     */
    SetAside suspecting(String name, Shown its, Shown others) {
        boolean still = suspect.equals(name);
        return new SetAside(
                names,
                rest,
                name,
                (still ? expected : 0) + others.requests() * its.badRatio() / 2,
                (still ? bad : 0) + others.bad());
    }

    /** Whether the others are cleared. */
    boolean isShown() {
        return expected >= ENOUGH && bad <= CLEARED * expected;
    }

    /**
     * With one more.
     *
     * @param without the evidence without it
     */
    SetAside with(String name, Bet without) {
        return new SetAside(
                Stream.concat(names.stream(), Stream.of(name)).sorted().toList(),
                without,
                "",
                0,
                0);
    }
}
