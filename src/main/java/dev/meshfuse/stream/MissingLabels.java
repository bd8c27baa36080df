package dev.meshfuse.stream;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.ServiceIncrements;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which proxies show series of a service without labels that counting needs, as Istio's Telemetry
 * API can remove any. Such series are not counted, and people are told.
 */
final class MissingLabels {
    /** A proxy that was not read for so long has gone, and its labels with it. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    /** How many proxies are named. */
    private static final int NAMED = 3;

    private record Lack(Set<String> labels, Instant at) {}

    private final Map<String, Lack> byTarget = new HashMap<>();

    /** Takes note of what a reading lacks. */
    void note(ServiceIncrements added) {
        Set<String> labels = added.notCountedFor();
        if (labels.isEmpty()) {
            byTarget.remove(added.target());
        } else {
            byTarget.put(added.target(), new Lack(labels, added.at()));
        }
    }

    /** A proxy has gone. */
    void gone(String target) {
        byTarget.remove(target);
    }

    /** Forgets proxies that must have gone. */
    void forget(Instant now) {
        byTarget.values().removeIf(lack -> lack.at().plus(REMEMBERED).isBefore(now));
    }

    /** Sentences for people: one for each set of labels. */
    List<String> problems(ResourceId service) {
        Map<String, Set<String>> targets = new TreeMap<>();
        byTarget.forEach((target, lack) ->
                targets.computeIfAbsent(
                                lack.labels().stream().sorted().collect(Collectors.joining(", ")),
                                labels -> new TreeSet<>())
                        .add(target));
        return targets.entrySet().stream()
                .map(entry -> problem(service, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String problem(ResourceId service, String labels, Set<String> targets) {
        String named = targets.stream().limit(NAMED).collect(Collectors.joining(", "));
        return "Requests to %s are not counted where their series lack %s: at %d %s (%s). A Telemetry object may have removed it."
                .formatted(
                        service.local(),
                        labels,
                        targets.size(),
                        targets.size() == 1 ? "proxy" : "proxies",
                        targets.size() > NAMED ? named + ", ..." : named);
    }
}
