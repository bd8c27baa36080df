package dev.meshfuse.sli;

import java.time.Instant;
import java.util.List;

/**
 * What can be seen now of a service, or of one side of its split. Four of the five are kinds of "no
 * data"; none of them means that all is well, and none that something fails.
 */
public sealed interface Sight {
    /**
     * Requests are seen.
     *
     * @param lastAt reading that showed the latest
     */
    record Traffic(Instant lastAt) implements Sight {}

    /**
     * Proxies that are read show its series, and none of them moves.
     *
     * @param since reading that showed the latest request, or the first that showed the series
     */
    record NoTraffic(Instant since) implements Sight {}

    /**
     * Proxies that showed it are not read any more: they are down, unreachable or gone.
     *
     * @param targets how many
     * @param since the last reading of any of them
     */
    record TargetsDown(int targets, Instant since) implements Sight {}

    /**
     * Proxies that are read showed it once and do not any more.
     *
     * @param since last reading that showed it
     */
    record Vanished(Instant since) implements Sight {}

    /** No proxy has shown it, as far back as is remembered. */
    record NeverSeen() implements Sight {}

    /** The words of all kinds. */
    List<String> WORDS = List.of("Traffic", "NoTraffic", "TargetsDown", "Vanished", "NeverSeen");

    /** One word for the API and for metrics. */
    default String word() {
        return switch (this) {
            case Traffic traffic -> "Traffic";
            case NoTraffic none -> "NoTraffic";
            case TargetsDown down -> "TargetsDown";
            case Vanished vanished -> "Vanished";
            case NeverSeen never -> "NeverSeen";
        };
    }

    /** One sentence for people. */
    default String describe() {
        return switch (this) {
            case Traffic traffic -> "Requests are seen.";
            case NoTraffic none ->
                    "Proxies that are read show its series, but no request since %s."
                            .formatted(none.since());
            case TargetsDown down ->
                    "%d %s that showed it cannot be read, the last was at %s."
                            .formatted(
                                    down.targets(),
                                    down.targets() == 1 ? "proxy" : "proxies",
                                    down.since());
            case Vanished vanished ->
                    "Its series have vanished from the proxies that showed them; the last was read at %s."
                            .formatted(vanished.since());
            case NeverSeen never -> "No proxy that is read has shown a series of it.";
        };
    }
}
