package dev.meshfuse.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dashboard of Grafana.
 *
 * @param file where it is
 * @param root all of it
 */
public record Dashboard(Path file, JsonNode root) {
    private static final Path FOLDER = Path.of("grafana", "dashboards");

    /**
     * One expression of a panel.
     *
     * @param panel its title
     * @param refId its name within the panel
     */
    public record Query(String panel, String refId, String expression, String legend) {
        /** Where it is, for people. */
        public String name() {
            return panel + " / " + refId;
        }
    }

    /**
     * A variable that the Prometheus fills.
     *
     * @param query such as {@code label_values(metric, label)}
     */
    public record Variable(String name, String query) {}

    /** All that are shipped. */
    public static List<Dashboard> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Dashboard::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(file, new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Its unchanging identity. */
    public String uid() {
        return root.path("uid").asText();
    }

    /** All panels, rows too. */
    List<JsonNode> panels() {
        return list(root.path("panels"));
    }

    /** The panels that show something. */
    List<JsonNode> showing() {
        return panels().stream()
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
    }

    /** The expressions of all panels. */
    public List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : showing()) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(
                        new Query(
                                panel.path("title").asText(),
                                target.path("refId").asText(),
                                target.path("expr").asText(),
                                target.path("legendFormat").asText()));
            }
        }
        return queries;
    }

    /** The expressions that mark moments on all panels. */
    public List<Query> annotations() {
        return list(root.at("/annotations/list")).stream()
                .filter(one -> one.has("expr"))
                .map(one ->
                        new Query(
                                one.path("name").asText(),
                                "annotation",
                                one.path("expr").asText(),
                                one.path("titleFormat").asText()))
                .toList();
    }

    /** All variables. */
    List<JsonNode> variables() {
        return list(root.at("/templating/list"));
    }

    /** The variables that are asked of the Prometheus, in the order in which they depend. */
    public List<Variable> asked() {
        return variables().stream()
                .filter(one -> one.path("type").asText().equals("query"))
                .map(one ->
                        new Variable(one.path("name").asText(), one.at("/query/query").asText()))
                .toList();
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }

    static List<JsonNode> list(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }
}
