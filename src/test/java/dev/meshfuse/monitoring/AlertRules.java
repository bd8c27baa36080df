package dev.meshfuse.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rules on Meshfuse itself, as they are shipped. */
public final class AlertRules {
    private static final Path FOLDER = Path.of("kubernetes", "monitoring");

    /** The plain file of rules. */
    public static final Path FILE = FOLDER.resolve("meshfuse-alerts.yaml");

    static final Path TESTS = FOLDER.resolve("meshfuse-alerts.test.yaml");
    static final Path OBJECT = FOLDER.resolve("prometheusrule.yaml");

    private AlertRules() {}

    /**
     * One alert.
     *
     * @param rule all of it
     */
    public record Alert(JsonNode rule) {
        /** Its name. */
        public String name() {
            return rule.path("alert").asText();
        }

        /** When it is so. */
        public String expression() {
            return rule.path("expr").asText();
        }

        String annotation(String name) {
            return rule.path("annotations").path(name).asText();
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** All alerts, in the order of the file. */
    public static List<Alert> all() {
        List<Alert> all = new ArrayList<>();
        read(FILE)
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rule -> all.add(new Alert(rule))));
        return all;
    }

    static JsonNode read(Path file) {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
