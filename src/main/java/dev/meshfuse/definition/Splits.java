package dev.meshfuse.definition;

import java.util.Optional;
import java.util.Set;

/** Where the two sides of a fuse are looked up. */
public interface Splits {
    /** The split as it is seen now. */
    Split of(Fuse fuse);

    /** How many pods of each side take traffic; empty where that is not known for certain. */
    default Optional<Readiness> readiness(Fuse fuse) {
        return Optional.empty();
    }

    /** Says which fuses there are, so that what concerns them is watched and nothing else. */
    void watch(Set<ResourceId> fuses);

    /** Without a cluster nothing can be looked up; the reason says why there is none. */
    static Splits none(String reason) {
        return new Splits() {
            @Override
            public Split of(Fuse fuse) {
                return new Split.Unresolved(reason);
            }

            @Override
            public void watch(Set<ResourceId> fuses) {}
        };
    }
}
