package dev.meshfuse.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of JSON files that say what a flow looks like from outside. What differs from run to run
 * stands in them as a placeholder: {@code <time>} within a text, {@code <number>} and {@code <any>}
 * instead of a value.
 */
public final class Scenario {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern PLACEHOLDER = Pattern.compile("<(time|number|any)>");
    private static final Map<String, String> MEANING =
            Map.of(
                    "time", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z",
                    "number", "-?\\d+(\\.\\d+)?(E-?\\d+)?",
                    "any", "(?s).*");

    private final Path folder;
    private final Set<String> used = new TreeSet<>();

    public Scenario(String name) {
        this.folder = Path.of("src", "test", "resources", "scenarios", name);
    }

    /** Compares with a file. */
    public void check(String file, JsonNode actual) {
        JsonNode expected = read(file);
        assertThat(pretty(withPlaceholders(expected, actual))).as(file).isEqualTo(pretty(expected));
    }

    /** The names of all files, and of those that were compared with. */
    public void checkThatAllWasUsed() {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(used);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode read(String file) {
        used.add(file);
        try {
            return MAPPER.readTree(folder.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is as a placeholder says becomes that placeholder; all else stays, to be seen. */
    private static JsonNode withPlaceholders(JsonNode expected, JsonNode actual) {
        if (expected instanceof ObjectNode object && actual instanceof ObjectNode other) {
            ObjectNode result = MAPPER.createObjectNode();
            other.properties()
                    .forEach(field ->
                            result.set(
                                    field.getKey(),
                                    withPlaceholders(
                                            object.path(field.getKey()), field.getValue())));
            return result;
        }
        if (expected instanceof ArrayNode array && actual instanceof ArrayNode other) {
            ArrayNode result = MAPPER.createArrayNode();
            for (int i = 0; i < other.size(); i++) {
                result.add(withPlaceholders(array.path(i), other.get(i)));
            }
            return result;
        }
        boolean fits = expected.isTextual() && says(expected.asText(), text(actual));
        return fits ? expected : actual;
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static boolean says(String expected, String actual) {
        Matcher placeholders = PLACEHOLDER.matcher(expected);
        if (!placeholders.find()) {
            return false;
        }
        String regex =
                Stream.of(expected.splitWithDelimiters(PLACEHOLDER.pattern(), 0))
                        .map(part -> {
                            Matcher placeholder = PLACEHOLDER.matcher(part);
                            return placeholder.matches()
                                    ? MEANING.get(placeholder.group(1))
                                    : Pattern.quote(part);
                        })
                        .collect(Collectors.joining());
        return actual.matches(regex);
    }

    private static String pretty(JsonNode node) {
        return sorted(node).toPrettyString();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = MAPPER.createObjectNode();
            object.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(field -> result.set(field.getKey(), sorted(field.getValue())));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = MAPPER.createArrayNode();
            array.forEach(element -> result.add(sorted(element)));
            return result;
        }
        return node;
    }
}
