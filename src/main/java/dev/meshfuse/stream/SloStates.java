package dev.meshfuse.stream;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What was said last of each objective of a service, and when it is worth saying more.
 *
 * <p>Making a state of counts and saying it to every replica costs more than counting. Where a fuse
 * is at work, its proxies are read every block, so numbers are looked at every block too. Elsewhere
 * only every {@link #NUMBERS}; but what can be seen of the service, an episode and a definition
 * that change are said with the block.
 */
final class SloStates {
    /** The default interval between two readings of a proxy: more often, there is little new. */
    static final Duration NUMBERS = Duration.ofSeconds(5);

    /**
     * What was looked at last.
     *
     * @param state what was said, perhaps earlier
     */
    private record Look(Slo slo, Object news, SloState state, Instant at) {
        boolean mustBeRepeated(Slo now, Object newsNow, Instant time) {
            return !at.plus(NUMBERS).isAfter(time) || !slo.equals(now) || !news.equals(newsNow);
        }
    }

    private final Map<ResourceId, Look> looks = new HashMap<>();

    /**
     * Looks at an objective.
     *
     * @param news what is said at once when it is not equal to what it was
     * @param everyBlock whether a fuse is at work
     * @param state made only if it is needed
     * @return what is to be said, if anything
     */
    Optional<SloState> look(
            Slo slo, Object news, boolean everyBlock, Instant now, Supplier<SloState> state) {
        Look last = looks.get(slo.id());
        if (last != null && !everyBlock && !last.mustBeRepeated(slo, news, now)) {
            return Optional.empty();
        }
        SloState found = state.get();
        looks.put(slo.id(), new Look(slo, news, found, now));
        return found.saysTheSameAs(last == null ? null : last.state())
                ? Optional.empty()
                : Optional.of(found);
    }

    /** The objectives of which something was said. */
    Set<ResourceId> said() {
        return Set.copyOf(looks.keySet());
    }
}
