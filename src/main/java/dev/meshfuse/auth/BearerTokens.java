package dev.meshfuse.auth;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens in the header {@code Authorization} (RFC 6750, sections 2.1 and 3). */
public final class BearerTokens {
    /** What a request without a token is told to bring. */
    public static final String WANTED = "Bearer realm=\"meshfuse\"";

    /** What a request with a token that is nobody's is told. */
    public static final String INVALID = WANTED + ", error=\"invalid_token\"";

    private static final String SCHEME = "Bearer ";

    private BearerTokens() {}

    /** The token in a header; empty where there is none, or another way to say who one is. */
    public static Optional<String> in(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                        .filter(token -> !token.isEmpty())
                : Optional.empty();
    }
}
