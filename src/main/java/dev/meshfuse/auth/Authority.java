package dev.meshfuse.auth;

import java.util.Optional;

/** Knows who somebody is, and what they may do. */
public interface Authority {
    /** Asks nobody who they are, and lets everybody do everything. */
    Authority NONE =
            new Authority() {
                @Override
                public boolean asks() {
                    return false;
                }

                @Override
                public Optional<Caller> authenticate(String token) {
                    return Optional.of(Caller.ANYBODY);
                }

                @Override
                public boolean allows(Caller caller, Permission permission) {
                    return true;
                }
            };

    /** Whether anybody is asked who they are. */
    default boolean asks() {
        return true;
    }

    /**
     * Whose token that is; empty when it is nobody's, has expired, or was made for somebody else to
     * read.
     *
     * @throws AuthorityException when that cannot be found out
     */
    Optional<Caller> authenticate(String token);

    /**
     * Whether somebody may do that.
     *
     * @throws AuthorityException when that cannot be found out
     */
    boolean allows(Caller caller, Permission permission);
}
