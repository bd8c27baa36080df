package dev.meshfuse.definition.kubernetes;

import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fault;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said in the status of an object, apart from when it began to be so.
 *
 * @param conditions the conditions this program keeps; others in the status are left alone
 * @param tracks how a fuse's sides are told apart, empty while they are not; left alone in the
 *     status when the conditions do not speak of it
 */
record Report(List<Condition> conditions, Optional<String> tracks) {
    /** Longest message of a condition ({@code meta/v1 Condition}). */
    private static final int LONGEST = 32_768;

    private static final String RESOLVED = "Resolved";

    record Condition(String type, String status, String reason, String message) {
        Condition and(String more) {
            return new Condition(type, status, reason, shortened(message + more));
        }
    }

    Report {
        conditions = List.copyOf(conditions);
    }

    /** This report with a sentence more in its first condition. */
    Report and(String sentence) {
        List<Condition> all = new ArrayList<>(conditions);
        all.set(0, all.getFirst().and(" " + sentence));
        return new Report(all, tracks);
    }

    /** What is to be said of an objective; empty when nothing is known of it. */
    static Optional<Report> ofSlo(ResourceId id, Definitions definitions) {
        Slo slo = definitions.slos().get(id);
        return accepted(DefinitionReader.SLO, id, slo != null, definitions)
                .map(accepted -> slo == null ? accepted : withoutTiers(accepted, slo))
                .map(accepted -> new Report(List.of(accepted), Optional.empty()));
    }

    private static Condition withoutTiers(Condition accepted, Slo slo) {
        return slo.alerting().tiers().isEmpty()
                ? accepted.and(" It has no tiers: nobody is told when its budget burns.")
                : accepted;
    }

    /**
     * What is to be said of a fuse; empty when nothing is known of it.
     *
     * @param seen whether its namespace has been read, without which its split is not spoken of
     */
    static Optional<Report> ofFuse(ResourceId id, Definitions definitions, boolean seen) {
        ResolvedFuse fuse = definitions.fuses().get(id);
        return accepted(DefinitionReader.FUSE, id, fuse != null, definitions)
                .map(accepted -> {
                    List<Condition> conditions = new ArrayList<>(List.of(accepted));
                    if (fuse == null) {
                        conditions.add(
                                new Condition(
                                        RESOLVED,
                                        "Unknown",
                                        "NotAccepted",
                                        "The definition was not accepted."));
                    } else if (seen) {
                        conditions.add(resolved(fuse.split()));
                    }
                    return new Report(
                            conditions, fuse == null ? Optional.empty() : tracks(fuse.split()));
                });
    }

    private static Optional<Condition> accepted(
            String kind, ResourceId id, boolean inForce, Definitions definitions) {
        if (inForce) {
            return Optional.of(
                    new Condition("Accepted", "True", "Accepted", "The definition is in force."));
        }
        return definitions.refused().stream()
                .filter(refused -> refused.kind().equals(kind) && refused.name().equals(id.local()))
                .findFirst()
                .map(refused -> new Condition("Accepted", "False", "Faults", message(refused)));
    }

    private static String message(Definitions.Refused refused) {
        String message =
                refused.faults().stream().map(Fault::toString).collect(Collectors.joining("; "));
        return shortened(message);
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST);
    }

    private static Condition resolved(Split split) {
        return switch (split) {
            case Split.Resolved resolved ->
                    new Condition(
                            RESOLVED,
                            "True",
                            resolved.rule().word(),
                            shortened(resolved.sentences()));
            case Split.Unresolved unresolved ->
                    new Condition(RESOLVED, "False", "Unresolved", shortened(unresolved.reason()));
        };
    }

    private static Optional<String> tracks(Split split) {
        return split instanceof Split.Resolved resolved
                ? Optional.of(resolved.rule().describe())
                : Optional.empty();
    }

    /**
     * The status with this report in it, everything else as it was; empty when it says so already.
     *
     * @param status as it is now
     * @param generation generation of the object this report speaks of
     */
    Optional<Map<String, Object>> in(Map<?, ?> status, long generation, Instant now) {
        Map<String, Object> next = new LinkedHashMap<>();
        status.forEach((key, value) -> next.put(String.valueOf(key), value));
        List<Object> all = new ArrayList<>();
        List<?> present = status.get("conditions") instanceof List<?> list ? list : List.of();
        for (Object condition : present) {
            if (conditions.stream().noneMatch(ours -> isOfType(condition, ours.type()))) {
                all.add(condition);
            }
        }
        for (Condition condition : conditions) {
            all.add(written(condition, present, generation, now));
        }
        boolean same = all.size() == present.size() && all.containsAll(present);
        next.put("conditions", same ? present : all);
        next.put("observedGeneration", generation);
        if (conditions.stream().anyMatch(condition -> condition.type().equals(RESOLVED))) {
            tracks.ifPresentOrElse(text -> next.put("tracks", text), () -> next.remove("tracks"));
        }
        return equal(next, status) ? Optional.empty() : Optional.of(next);
    }

    private static Map<String, Object> written(
            Condition condition, List<?> present, long generation, Instant now) {
        Map<?, ?> before =
                present.stream()
                        .filter(one -> isOfType(one, condition.type()))
                        .map(one -> (Map<?, ?>) one)
                        .findFirst()
                        .orElse(Map.of());
        Object since =
                condition.status().equals(before.get("status"))
                                && before.get("lastTransitionTime") instanceof String text
                        ? text
                        : now.truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("type", condition.type());
        written.put("status", condition.status());
        written.put("reason", condition.reason());
        written.put("message", condition.message());
        written.put("observedGeneration", number(before.get("observedGeneration"), generation));
        written.put("lastTransitionTime", since);
        return written;
    }

    /** Parsers choose int or long by size; the same number must not look like a change. */
    private static Object number(@Nullable Object before, long value) {
        return before instanceof Number number && number.longValue() == value ? number : value;
    }

    private static boolean equal(Map<String, Object> next, Map<?, ?> status) {
        Map<String, Object> comparable = new LinkedHashMap<>(next);
        Object generation = next.get("observedGeneration");
        if (generation instanceof Long value) {
            comparable.put("observedGeneration", number(status.get("observedGeneration"), value));
        }
        return comparable.equals(status);
    }

    private static boolean isOfType(Object condition, String type) {
        return condition instanceof Map<?, ?> map && type.equals(map.get("type"));
    }
}
