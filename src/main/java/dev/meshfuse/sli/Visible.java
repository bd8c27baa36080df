package dev.meshfuse.sli;

import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a service, or of one side of its split, in words and numbers.
 *
 * @param kind {@code Traffic}, or one of the four kinds of no data: {@code NoTraffic}, {@code
 *     TargetsDown}, {@code Vanished}, {@code NeverSeen}
 * @param reason one sentence for people
 * @param targetsRead proxies that show it and are read
 * @param targetsSilent proxies that showed it and cannot be read
 * @param coverageRatio share of the requests that arrived lately whose caller reports them too;
 *     null where no server reports any, or where it is told by window
 */
public record Visible(
        String kind,
        String reason,
        int targetsRead,
        int targetsSilent,
        @Nullable Double coverageRatio) {
    /** Nothing was ever looked at. */
    public static final Visible NOTHING = of(new Sight.NeverSeen(), new Visibility.Targets(0, 0));

    /** What is seen, flattened. */
    public static Visible of(Sight sight, Visibility.Targets targets) {
        return of(sight, targets, Coverage.NONE);
    }

    /** The same, with how much of what arrived lately is seen at its callers. */
    public static Visible of(Sight sight, Visibility.Targets targets, Coverage lately) {
        return new Visible(
                sight.word(),
                sight.describe(),
                targets.read(),
                targets.silent(),
                lately.ratio().isPresent() ? lately.ratio().getAsDouble() : null);
    }
}
