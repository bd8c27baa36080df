package dev.meshfuse.stream;

import dev.meshfuse.definition.ResourceId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a fuse has heard of alerts while one canary runs. Immutable.
 *
 * @param fuse the fuse
 * @param canaryIdentity what the canary runs
 * @param toldApartBy what tells the sides apart
 * @param said the alerts that were said and stand
 * @param blamed episode in which the canary was last said to explain an alert, until it is quiet;
 *     or null
 */
record AlertWatch(
        ResourceId fuse,
        String canaryIdentity,
        String toldApartBy,
        List<Said> said,
        @Nullable String blamed) {
    /**
     * An alert as far as it concerns the fuse.
     *
     * @param id its identity for the fuse
     * @param name its name
     * @param explained whether the canary explained it when it was last said
     * @param saidAt when that was
     */
    record Said(String id, String name, boolean explained, Instant saidAt) {
        Said {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(saidAt, "saidAt");
        }
    }

    AlertWatch {
        Objects.requireNonNull(fuse, "fuse");
        Objects.requireNonNull(canaryIdentity, "canaryIdentity");
        Objects.requireNonNull(toldApartBy, "toldApartBy");
        said = List.copyOf(said);
    }

    /** A watch of a canary, of which nothing was said. */
    static AlertWatch begin(ResourceId fuse, String canaryIdentity, String toldApartBy) {
        return new AlertWatch(fuse, canaryIdentity, toldApartBy, List.of(), null);
    }

    /** Whether it is of that canary, told apart in that way. */
    boolean isOf(AlertWatch fresh) {
        return canaryIdentity.equals(fresh.canaryIdentity) && toldApartBy.equals(fresh.toldApartBy);
    }

    /** What was said in an episode. */
    Optional<Said> find(String id) {
        return said.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** Whether it knows nothing that must be kept. */
    boolean isBlank() {
        return said.isEmpty() && blamed == null;
    }

    /** What was said is this now. */
    AlertWatch with(List<Said> next, @Nullable String nextBlamed) {
        return new AlertWatch(fuse, canaryIdentity, toldApartBy, next, nextBlamed);
    }
}
