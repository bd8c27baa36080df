package dev.meshfuse.stream;

import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.Track;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.sli.Visibility;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.verdict.SplitSight;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be seen of one service and of the sides of its splits. */
final class Sights {
    /** An edge, and the pod whose proxy shows it. */
    private record Shown(Edge edge, @Nullable String pod) {}

    private final Visibility<Shown> visibility = new Visibility<>();

    /** A reading came, whether anything moved or not. */
    void take(ServiceIncrements added) {
        Set<Shown> shown =
                added.edges().stream()
                        .map(edge -> new Shown(edge, added.pod()))
                        .collect(Collectors.toSet());
        Set<Shown> moved =
                added.increments().stream()
                        .filter(increment -> increment.count() > 0)
                        .map(Increment::edge)
                        .map(edge -> new Shown(edge, added.pod()))
                        .collect(Collectors.toSet());
        visibility.read(added.target(), added.clock(), added.at(), shown, moved);
    }

    /** A proxy has gone, and nobody need wait for it. */
    void gone(String target) {
        visibility.gone(target);
    }

    /** Forgets proxies that must have gone. */
    void forget(Instant now) {
        visibility.forget(now);
    }

    /** What can be seen of the whole service. */
    Visible service(Instant now) {
        return Visible.of(
                visibility.sight(shown -> true, now), visibility.targets(shown -> true, now));
    }

    /** What can be seen of a split. */
    SplitSight of(Split.Resolved split, TrackCoverage lately, Instant now) {
        return new SplitSight(
                visibility.targets(shown -> true, now),
                side(Track.STABLE, split, lately, now),
                side(Track.CANARY, split, lately, now));
    }

    private SplitSight.Side side(
            Track side, Split.Resolved split, TrackCoverage lately, Instant now) {
        Predicate<Shown> wanted = shown -> track(shown, split) == side;
        return new SplitSight.Side(
                visibility.sight(wanted, now), visibility.targets(wanted, now), lately.of(side));
    }

    private static Track track(Shown shown, Split.Resolved split) {
        Edge edge = shown.edge();
        return split.rule()
                .trackOf(
                        new TrackRule.Seen(
                                edge.service(),
                                edge.workload(),
                                edge.revision(),
                                edge.isAtDestination(),
                                true,
                                shown.pod()));
    }
}
