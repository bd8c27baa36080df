package dev.meshfuse.alert;

import dev.meshfuse.definition.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the settings: which alerts it is for, and what they are about. Values are texts in
 * which a label's name in braces stands for its value: {@code {app}-svc}.
 *
 * @param key where it is written, such as {@code meshfuse.alert.webhook.mapping[0]}
 * @param when values that labels must have, {@code *} stands for any text; all of them
 * @param namespace namespace of the rest; without it there must be one of that name only
 * @param service name of a service
 * @param slo name of an objective
 * @param fuse name of a fuse
 */
public record MappingRule(
        String key,
        Map<String, String> when,
        Optional<String> namespace,
        Optional<String> service,
        Optional<String> slo,
        Optional<String> fuse) {
    private static final Pattern IN_BRACES = Pattern.compile("\\{([^{}]*)}");

    /** Prometheus, "Data model". */
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    public MappingRule {
        when = Map.copyOf(when);
    }

    /** All that is wrong with it. */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        if (service.isEmpty() && slo.isEmpty() && fuse.isEmpty()) {
            faults.add(new Fault(key, "must say service, slo or fuse"));
        }
        new TreeMap<>(when)
                .keySet().stream()
                        .filter(label -> !LABEL.matcher(label).matches())
                        .forEach(label ->
                                faults.add(
                                        new Fault(
                                                key + ".when",
                                                "'" + label + "' is no name of a label")));
        Map<String, Optional<String>> texts = new LinkedHashMap<>();
        texts.put("namespace", namespace);
        texts.put("service", service);
        texts.put("slo", slo);
        texts.put("fuse", fuse);
        texts.forEach((field, text) ->
                text.flatMap(MappingRule::faultOf)
                        .ifPresent(reason -> faults.add(new Fault(key + "." + field, reason))));
        return faults;
    }

    private static Optional<String> faultOf(String text) {
        Matcher braces = IN_BRACES.matcher(text);
        while (braces.find()) {
            if (!LABEL.matcher(braces.group(1)).matches()) {
                return Optional.of("'" + braces.group(1) + "' is no name of a label");
            }
        }
        String rest = IN_BRACES.matcher(text).replaceAll("x");
        return Mapping.isName(rest)
                ? Optional.empty()
                : Optional.of("'" + text + "' is no name, and no label in braces");
    }

    /** What an alert is about by this rule; empty where it is not for that alert. */
    Optional<Named> map(Map<String, String> labels) {
        Map<String, String> used = new LinkedHashMap<>();
        for (Map.Entry<String, String> wanted : when.entrySet()) {
            String value = labels.get(wanted.getKey());
            if (value == null || !matches(wanted.getValue(), value)) {
                return Optional.empty();
            }
            used.put(wanted.getKey(), value);
        }
        if (!hasAll(labels)) {
            return Optional.empty();
        }
        return Optional.of(
                new Named(
                        fill(namespace, labels, used),
                        fill(service, labels, used),
                        fill(slo, labels, used),
                        fill(fuse, labels, used),
                        key,
                        used));
    }

    /** Whether the alert has every label that is to be filled in. */
    private boolean hasAll(Map<String, String> labels) {
        return List.of(namespace, service, slo, fuse).stream()
                .flatMap(Optional::stream)
                .flatMap(text -> IN_BRACES.matcher(text).results())
                .allMatch(braces -> labels.containsKey(braces.group(1)));
    }

    private static @Nullable String fill(
            Optional<String> text, Map<String, String> labels, Map<String, String> used) {
        return text.map(found ->
                        IN_BRACES
                                .matcher(found)
                                .replaceAll(braces -> {
                                    String value = labels.getOrDefault(braces.group(1), "");
                                    used.put(braces.group(1), value);
                                    return Matcher.quoteReplacement(value);
                                }))
                .orElse(null);
    }

    /** In a time that grows with the two lengths only, whatever the texts are. */
    static boolean matches(String wanted, String value) {
        String[] parts = wanted.split("\\*", -1);
        if (parts.length == 1) {
            return wanted.equals(value);
        }
        String first = parts[0];
        String last = parts[parts.length - 1];
        if (value.length() < first.length() + last.length()
                || !value.startsWith(first)
                || !value.endsWith(last)) {
            return false;
        }
        int at = first.length();
        int end = value.length() - last.length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = value.indexOf(parts[i], at);
            if (found < 0 || found + parts[i].length() > end) {
                return false;
            }
            at = found + parts[i].length();
        }
        return true;
    }
}
