package dev.meshfuse.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A place in a parsed tree that knows its path. Reading never throws: what is wrong becomes a fault
 * in a list that all places of one tree share, and the value is then empty. A field that is null is
 * absent, as it is to a Kubernetes API server.
 */
final class Node {
    private final String path;
    private final @Nullable Object value;
    private final List<Fault> faults;

    /** Whether a fault has already been recorded here or above, so that none need follow. */
    private boolean hopeless;

    private final Set<String> asked = new LinkedHashSet<>();

    private Node(String path, @Nullable Object value, List<Fault> faults, boolean hopeless) {
        this.path = path;
        this.value = value;
        this.faults = faults;
        this.hopeless = hopeless;
    }

    /** The top of a tree, whose faults go to the list given. */
    static Node root(Map<String, ?> tree, List<Fault> faults) {
        return new Node("", tree, faults, false);
    }

    /** The place of a field below this one, present or not. */
    Node field(String name) {
        asked.add(name);
        Object child = fields().get(name);
        boolean nothingBelow = hopeless || value == null;
        return new Node(path.isEmpty() ? name : path + "." + name, child, faults, nothingBelow);
    }

    boolean isPresent() {
        return value != null;
    }

    void fault(String reason) {
        if (!hopeless) {
            faults.add(new Fault(path, reason));
        }
        hopeless = true;
    }

    /** Records a fault when nothing is here although what is above is there. */
    Node required() {
        if (value == null) {
            fault("is required");
        }
        return this;
    }

    Optional<String> text() {
        if (value instanceof Number || value instanceof Boolean) {
            fault("must be text: write it in quotes, \"%s\"".formatted(value));
        } else if (value != null && !(value instanceof String)) {
            fault("must be text, not " + kindOf(value));
        }
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /**
     * Text turned into something by a function whose IllegalArgumentException becomes the fault.
     */
    <T> Optional<T> parsed(Function<String, T> parse) {
        return text().flatMap(text -> tried(() -> parse.apply(text)));
    }

    <T> Optional<T> tried(Supplier<T> attempt) {
        try {
            return Optional.of(attempt.get());
        } catch (IllegalArgumentException e) {
            fault(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    <E extends Enum<E>> Optional<E> oneOf(Class<E> type) {
        Optional<String> text = text();
        Optional<E> constant =
                Stream.of(type.getEnumConstants())
                        .filter(one -> text.isPresent() && one.name().equals(text.get()))
                        .findFirst();
        if (text.isPresent() && constant.isEmpty()) {
            fault("is '%s'; it must be one of %s".formatted(text.get(), names(type)));
        }
        return constant;
    }

    Optional<Integer> integer() {
        if (value instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue())
                && Math.abs(number.doubleValue()) <= Integer.MAX_VALUE) {
            return Optional.of(number.intValue());
        }
        if (value != null) {
            fault("must be a whole number, not " + kindOf(value));
        }
        return Optional.empty();
    }

    /** The places in a list; empty when there is none. */
    Optional<List<Node>> items() {
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof List<?> list)) {
            fault("must be a list, not " + kindOf(value));
            return Optional.empty();
        }
        List<Node> items = new ArrayList<>();
        for (Object item : list) {
            items.add(new Node("%s[%d]".formatted(path, items.size()), item, faults, hopeless));
        }
        return Optional.of(items);
    }

    /** Records a fault for every field here that nobody asked for. Call it when all is read. */
    void nothingElse() {
        for (String name : fields().keySet()) {
            if (!asked.contains(name)) {
                String where = path.isEmpty() ? name : path + "." + name;
                String known = asked.isEmpty() ? "nothing" : String.join(", ", asked);
                faults.add(new Fault(where, "is unknown; known here: " + known));
            }
        }
    }

    private Map<String, @Nullable Object> fields() {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            map.forEach((key, child) -> fields.put(String.valueOf(key), child));
            return fields;
        }
        if (value != null) {
            fault("must be a map of fields, not " + kindOf(value));
        }
        return Map.of();
    }

    private static String names(Class<? extends Enum<?>> type) {
        return Stream.of(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    }

    private static String kindOf(Object value) {
        return switch (value) {
            case Map<?, ?> ignored -> "a map";
            case List<?> ignored -> "a list";
            case Number number -> "the number " + number;
            case Boolean bool -> bool.toString();
            default -> "the text '" + value + "'";
        };
    }
}
