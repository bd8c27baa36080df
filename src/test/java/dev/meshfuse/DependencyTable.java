package dev.meshfuse;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which package may use which. Packages are named without {@code dev.meshfuse.}; what is not listed
 * is forbidden.
 */
final class DependencyTable {
    static final String BASE = "dev.meshfuse";

    /** The root that may use everything, and that nobody may use. */
    private static final String WIRING = "app";

    private static final Map<String, Set<String>> MAY_USE =
            Map.ofEntries(
                    Map.entry("definition", Set.of()),
                    Map.entry("scrape", Set.of()),
                    Map.entry("sli", Set.of("scrape", "definition")),
                    Map.entry("budget", Set.of("sli", "definition")),
                    Map.entry("verdict", Set.of("sli", "definition")),
                    Map.entry("event", Set.of("definition")),
                    Map.entry("fuse", Set.of("event", "definition")),
                    Map.entry("auth", Set.of()),
                    Map.entry("alert", Set.of("event", "definition")),
                    Map.entry(
                            "stream",
                            // Readings are the values of the topic that it begins with.
                            Set.of(
                                    "scrape",
                                    "sli",
                                    "budget",
                                    "verdict",
                                    "event",
                                    "event.kafka",
                                    "alert",
                                    "definition")),
                    Map.entry(
                            "web",
                            Set.of(
                                    "definition",
                                    "budget",
                                    "verdict",
                                    "event",
                                    "fuse",
                                    "alert",
                                    "auth")));

    /** What an adapter may use beside what its root may: definitions, and the way to publish. */
    private static final Set<String> ADAPTERS_MAY_USE =
            Set.of("definition", "event", "event.kafka");

    /** The roots that need nothing but the JDK. */
    static final List<String> PLAIN_ROOTS =
            List.of(
                    "definition",
                    "scrape",
                    "sli",
                    "budget",
                    "verdict",
                    "event",
                    "fuse",
                    "alert",
                    "auth");

    private DependencyTable() {}

    /** Whether there may be such a package: a root, or a sub-package that is an adapter. */
    static boolean lists(String name) {
        String root = rootOf(name);
        boolean rootOrAdapter = name.indexOf('.') == name.lastIndexOf('.');
        return rootOrAdapter && (root.equals(WIRING) || MAY_USE.containsKey(root));
    }

    /** Whether the one package may use the other. */
    static boolean allows(String user, String used) {
        String root = rootOf(user);
        if (user.equals(used) || root.equals(WIRING)) {
            return true;
        }
        Set<String> ofRoot = MAY_USE.getOrDefault(root, Set.of());
        boolean adapter = !user.equals(root);
        return ofRoot.contains(used)
                || (adapter && (used.equals(root) || ADAPTERS_MAY_USE.contains(used)));
    }

    private static String rootOf(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
