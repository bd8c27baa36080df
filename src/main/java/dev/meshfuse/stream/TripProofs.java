package dev.meshfuse.stream;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.verdict.CanaryWatch;
import dev.meshfuse.verdict.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says of each trip whose proof is awaited whether callers have stopped, or who has not. Said again
 * until the fuse knows. What this keeps is of the last seconds, so nothing is lost with a replica.
 */
final class TripProofs {
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** Over which requests are counted; two reports of a proxy that is read every 5 s. */
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private static final int CALLERS_NAMED = 5;

    /** What one block showed. */
    private record Part(Instant at, Tick tick) {}

    /** The latest blocks of a fuse. */
    private static final class Flow {
        final Deque<Part> parts = new ArrayDeque<>();
        Instant saidAt = Instant.MIN;
    }

    private final Duration block;
    private final Map<ResourceId, Flow> flows = new HashMap<>();

    /**
     * @param block length of a block
     */
    TripProofs(Duration block) {
        this.block = block;
    }

    /**
     * Takes in a block.
     *
     * @param watch of the canary, after that block
     * @param tick what the block showed
     * @param episode the breach of the trip whose proof is awaited, or null
     */
    Optional<FuseInput> close(CanaryWatch watch, Tick tick, @Nullable String episode, Instant now) {
        if (episode == null) {
            flows.remove(watch.fuse());
            return Optional.empty();
        }
        Flow flow = flows.computeIfAbsent(watch.fuse(), fuse -> new Flow());
        flow.parts.addLast(new Part(now, tick));
        flow.parts.removeIf(part -> !part.at().isAfter(now.minus(WINDOW)));
        if (watch.blindness() != null || now.isBefore(flow.saidAt.plus(EVERY))) {
            return Optional.empty();
        }
        Optional<FuseInput> said = say(watch, flow, episode, now);
        if (said.isPresent()) {
            flow.saidAt = now;
        }
        return said;
    }

    private Optional<FuseInput> say(CanaryWatch watch, Flow flow, String episode, Instant now) {
        Instant last = watch.lastCanaryAt();
        if (watch.isSilent()) {
            return Optional.of(
                    new FuseInput.CanaryQuiet(
                            watch.fuse(), episode, now, last == null ? now : last));
        }
        double requests = flow.parts.stream().mapToLong(p -> p.tick().canary().requests()).sum();
        return requests == 0 || last == null
                ? Optional.empty()
                : Optional.of(
                        new FuseInput.CanaryFlows(
                                watch.fuse(),
                                episode,
                                now,
                                requests / seconds(flow),
                                callers(flow),
                                last));
    }

    private double seconds(Flow flow) {
        return block.multipliedBy(flow.parts.size()).toMillis() / 1000.0;
    }

    private List<String> callers(Flow flow) {
        Map<String, Long> bySource = new HashMap<>();
        for (Part part : flow.parts) {
            part.tick()
                    .bySource()
                    .forEach((who, shown) -> bySource.merge(who, shown.requests(), Long::sum));
        }
        return bySource.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(CALLERS_NAMED)
                .map(one ->
                        String.format(
                                Locale.ROOT,
                                "%s %.1f/s",
                                one.getKey(),
                                one.getValue() / seconds(flow)))
                .toList();
    }

    /** Forgets all fuses but these. */
    void retain(List<ResourceId> fuses) {
        flows.keySet().retainAll(fuses);
    }
}
