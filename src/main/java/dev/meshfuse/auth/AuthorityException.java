package dev.meshfuse.auth;

import org.jspecify.annotations.Nullable;

/** It cannot be found out who somebody is, or what they may do. Nobody is let in then. */
public final class AuthorityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AuthorityException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
