package dev.meshfuse.sli;

/**
 * What can be seen of a service, or of one side of its split, in words and numbers.
 *
 * @param kind {@code Traffic}, or one of the four kinds of no data: {@code NoTraffic}, {@code
 *     TargetsDown}, {@code Vanished}, {@code NeverSeen}
 * @param reason one sentence for people
 * @param targetsRead proxies that show it and are read
 * @param targetsSilent proxies that showed it and cannot be read
 */
public record Visible(String kind, String reason, int targetsRead, int targetsSilent) {
    /** Nothing was ever looked at. */
    public static final Visible NOTHING = of(new Sight.NeverSeen(), new Visibility.Targets(0, 0));

    /** What is seen, flattened. */
    public static Visible of(Sight sight, Visibility.Targets targets) {
        return new Visible(sight.word(), sight.describe(), targets.read(), targets.silent());
    }
}
