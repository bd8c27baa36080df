package dev.meshfuse.sli;

import dev.meshfuse.scrape.CollectorClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which proxies show a service, and which of them have fallen silent.
 *
 * <p>Kept in memory only: after a restart it is known again with the first reading of each proxy.
 *
 * @param <E> what a proxy shows; an edge from a caller to the service
 */
public final class Visibility<E> {
    /** Three default intervals, and longer than a reading may be old to be evidence. */
    static final Duration LEAST_SILENCE = Duration.ofSeconds(15);

    /** Readings in a row that may be missing; chosen. */
    private static final int MISSED_READINGS = 3;

    /** Requests in this time are traffic; a minute is the shortest time people think in. */
    static final Duration RECENT = Duration.ofMinutes(1);

    /** A proxy that is silent for longer has gone, as pods come and go. */
    static final Duration GONE = Duration.ofMinutes(10);

    /** What nobody has shown for so long is not remembered. */
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private static final Instant NEVER = Instant.MIN;

    /** How many proxies show something, and how many that did have fallen silent. */
    public record Targets(int read, int silent) {}

    /** What is known of one edge at one proxy. */
    private record Edge(Instant firstAt, Instant shownAt, Instant movedAt) {
        Edge restated(CollectorClock before, CollectorClock now) {
            return new Edge(
                    now.restate(firstAt, before),
                    now.restate(shownAt, before),
                    movedAt.equals(NEVER) ? NEVER : now.restate(movedAt, before));
        }

        boolean movedRecently(Instant end) {
            return movedAt.plus(RECENT).isAfter(end);
        }
    }

    private static final class Proxy<E> {
        private final Map<E, Edge> edges = new HashMap<>();
        private CollectorClock clock;
        private Instant readAt;
        private Duration spacing = Duration.ZERO;

        Proxy(CollectorClock clock, Instant readAt) {
            this.clock = clock;
            this.readAt = readAt;
        }

        /** The clock was set: what it told is told anew. */
        void tellBy(CollectorClock now) {
            if (clock.isOfSame(now) && !clock.equals(now)) {
                readAt = now.restate(readAt, clock);
                edges.replaceAll((e, edge) -> edge.restated(clock, now));
            }
            clock = now;
        }

        boolean isSilent(Instant now) {
            Duration patience = spacing.multipliedBy(MISSED_READINGS);
            return readAt.plus(max(patience, LEAST_SILENCE)).isBefore(now);
        }
    }

    private record Seen(boolean silent, Instant readAt, Edge edge) {
        boolean shows() {
            return edge.shownAt().equals(readAt);
        }

        boolean movedBefore(Instant end) {
            return edge.movedRecently(end);
        }
    }

    private final Map<String, Proxy<E>> proxies = new HashMap<>();
    private final Map<E, Instant> goneWith = new HashMap<>();

    /**
     * A proxy was read.
     *
     * @param clock by which it is told when
     * @param shown what it shows, moved or not
     * @param moved what has had requests since the reading before
     */
    public void read(String target, CollectorClock clock, Instant at, Set<E> shown, Set<E> moved) {
        Proxy<E> proxy = proxies.computeIfAbsent(target, t -> new Proxy<>(clock, at));
        proxy.tellBy(clock);
        if (at.isBefore(proxy.readAt)) {
            return; // said twice, or by a slower replica
        }
        if (at.isAfter(proxy.readAt)) {
            proxy.spacing = Duration.between(proxy.readAt, at);
        }
        proxy.readAt = at;
        for (E one : shown) {
            Edge before = proxy.edges.get(one);
            Instant first = before == null ? at : before.firstAt();
            Instant last = before == null ? NEVER : before.movedAt();
            proxy.edges.put(one, new Edge(first, at, moved.contains(one) ? at : last));
        }
    }

    /** A proxy has gone; what it alone showed counts as vanished from then on. */
    public void gone(String target) {
        Proxy<E> proxy = proxies.remove(target);
        if (proxy != null) {
            remember(proxy);
        }
    }

    /**
     * Forgets proxies that must have gone; what they alone showed counts as vanished from then on.
     */
    public void forget(Instant now) {
        proxies.values()
                .removeIf(proxy -> {
                    boolean gone = proxy.readAt.plus(GONE).isBefore(now);
                    if (gone) {
                        remember(proxy);
                    }
                    return gone;
                });
        goneWith.values().removeIf(shownAt -> shownAt.plus(FORGOTTEN).isBefore(now));
    }

    private void remember(Proxy<E> gone) {
        gone.edges.forEach(
                (edge, known) -> goneWith.merge(edge, known.shownAt(), Visibility::later));
    }

    /** How many proxies show what is wanted. */
    public Targets targets(Predicate<E> wanted, Instant now) {
        int read = 0;
        int silent = 0;
        for (Proxy<E> proxy : proxies.values()) {
            if (proxy.edges.keySet().stream().anyMatch(wanted)) {
                if (proxy.isSilent(now)) {
                    silent++;
                } else {
                    read++;
                }
            }
        }
        return new Targets(read, silent);
    }

    /**
     * What can be seen of what is wanted. Requests at any proxy that is read are traffic. Without
     * them, a silent proxy that had some when it was last read explains why.
     */
    public Sight sight(Predicate<E> wanted, Instant now) {
        Instant traffic = traffic(wanted, now);
        if (traffic != null) {
            return new Sight.Traffic(traffic);
        }
        List<Seen> seen = proxies.values().stream().flatMap(p -> seen(p, wanted, now)).toList();
        boolean trafficHasGoneSilent =
                seen.stream().anyMatch(s -> s.silent() && s.movedBefore(s.readAt()));
        List<Seen> shown = seen.stream().filter(s -> !s.silent() && s.shows()).toList();
        if (!shown.isEmpty() && !trafficHasGoneSilent) {
            return new Sight.NoTraffic(
                    latest(shown.stream(), e -> later(e.firstAt(), e.movedAt())).orElseThrow());
        }
        Optional<Instant> silentSince =
                seen.stream().filter(Seen::silent).map(Seen::readAt).max(Comparator.naturalOrder());
        if (silentSince.isPresent()) {
            return new Sight.TargetsDown(targets(wanted, now).silent(), silentSince.get());
        }
        return latest(seen.stream(), Edge::shownAt)
                .or(() -> gone(wanted))
                .<Sight>map(Sight.Vanished::new)
                .orElseGet(Sight.NeverSeen::new);
    }

    /** The latest request, if it is recent; asked of every service in every block. */
    private @Nullable Instant traffic(Predicate<E> wanted, Instant now) {
        Instant latest = null;
        for (Proxy<E> proxy : proxies.values()) {
            if (proxy.isSilent(now)) {
                continue;
            }
            for (Map.Entry<E, Edge> entry : proxy.edges.entrySet()) {
                Edge edge = entry.getValue();
                if (edge.movedRecently(now)
                        && wanted.test(entry.getKey())
                        && (latest == null || edge.movedAt().isAfter(latest))) {
                    latest = edge.movedAt();
                }
            }
        }
        return latest;
    }

    private Optional<Instant> gone(Predicate<E> wanted) {
        return goneWith.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .max(Comparator.naturalOrder());
    }

    private static <E> Stream<Seen> seen(Proxy<E> proxy, Predicate<E> wanted, Instant now) {
        boolean silent = proxy.isSilent(now);
        return proxy.edges.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .map(entry -> new Seen(silent, proxy.readAt, entry.getValue()));
    }

    private static Optional<Instant> latest(Stream<Seen> seen, Function<Edge, Instant> when) {
        return seen.map(Seen::edge).map(when).max(Comparator.naturalOrder());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
