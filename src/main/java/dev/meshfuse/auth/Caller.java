package dev.meshfuse.auth;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who asks, as the API server knows them.
 *
 * @param name user name
 * @param uid tells two apart that had one name at different times; empty where there is none
 * @param groups groups of users
 * @param extra what else their authenticator says of them, which authorizers may look at
 */
public record Caller(
        String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    /** Name under which an identity of a request has its caller. */
    public static final String ATTRIBUTE = "meshfuse.caller";

    /** Stands for everybody where nobody is asked. */
    public static final Caller ANYBODY = new Caller("anybody", "", List.of(), Map.of());

    public Caller {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uid, "uid");
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }
}
