package dev.meshfuse.fuse.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Looks whether this program's account has the permissions that its settings and definitions ask
 * for, and says which it lacks, once, with the file that grants them. To be called again and again:
 * what is granted meanwhile is noticed, and so is what was taken away.
 */
public final class RightsCheck {
    private static final Logger LOG = Logger.getLogger(RightsCheck.class);

    /** All namespaces at once. */
    private static final String EVERYWHERE = "";

    /**
     * Permissions that are needed together.
     *
     * @param permissions what is needed
     * @param namespaces where; when there are none it is needed for the whole cluster
     * @param file the file that grants it
     * @param needed whether this program is of no use without; else something is left out
     * @param purpose what for, for people
     */
    public record Need(
            List<Permission> permissions,
            Set<String> namespaces,
            RoleFile file,
            boolean needed,
            String purpose) {
        public Need {
            permissions = List.copyOf(permissions);
            namespaces = Set.copyOf(namespaces);
        }
    }

    private final Rights rights;
    private final Supplier<List<Need>> needs;
    private volatile Set<String> told = Set.of();
    private volatile List<String> blocking = List.of();

    /**
     * @param needs what is needed now
     */
    public RightsCheck(Rights rights, Supplier<List<Need>> needs) {
        this.rights = rights;
        this.needs = needs;
    }

    /** What is missing that this program is of no use without, a sentence each. */
    public List<String> blocking() {
        return blocking;
    }

    /** What else is missing, so that something is left out, a sentence each. */
    public List<String> others() {
        List<String> blocks = blocking;
        return told.stream().filter(gap -> !blocks.contains(gap)).toList();
    }

    /** Looks, and says what is news. */
    public synchronized void look() {
        List<String> gaps = new ArrayList<>();
        Set<String> all = new TreeSet<>();
        for (Need need : needs.get()) {
            List<String> found = gaps(need);
            all.addAll(found);
            if (need.needed()) {
                gaps.addAll(found);
            }
        }
        all.stream().filter(gap -> !told.contains(gap)).forEach(gap -> LOG.warn(gap));
        if (all.isEmpty() && !told.isEmpty()) {
            LOG.info("no permission is missing any more");
        }
        told = Set.copyOf(all);
        blocking = gaps.stream().distinct().toList();
    }

    private List<String> gaps(Need need) {
        List<Permission> nowhere = rights.missing(need.permissions(), EVERYWHERE);
        if (nowhere.isEmpty()) {
            return List.of();
        }
        if (need.namespaces().isEmpty()) {
            return List.of(sentence(need, nowhere, "in all namespaces"));
        }
        return need.namespaces().stream()
                .sorted()
                .flatMap(namespace -> {
                    List<Permission> missing = rights.missing(nowhere, namespace);
                    return missing.isEmpty()
                            ? List.<String>of().stream()
                            : List.of(sentence(need, missing, "in namespace " + namespace))
                                    .stream();
                })
                .toList();
    }

    private static String sentence(Need need, List<Permission> missing, String where) {
        return "This program's account may not %s %s, for %s; %s grants it."
                .formatted(
                        missing.stream().map(Permission::text).collect(Collectors.joining(", ")),
                        where,
                        need.purpose(),
                        need.file().path());
    }
}
