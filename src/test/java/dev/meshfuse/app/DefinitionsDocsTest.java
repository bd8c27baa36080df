package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.meshfuse.definition.Alerting;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.file.DefinitionFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/definitions.md says what is so. */
class DefinitionsDocsTest {
    private static final Path PAGE = Path.of("docs", "definitions.md");
    private static final Path CRDS = Path.of("kubernetes", "crds");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void every_example_is_accepted(@TempDir Path directory) throws IOException {
        Matcher matcher = YAML.matcher(Files.readString(PAGE));
        int examples = 0;
        while (matcher.find()) {
            Files.writeString(
                    directory.resolve("example-%d.yaml".formatted(examples++)), matcher.group(1));
        }

        assertThat(DefinitionFiles.read(List.of(directory), new DefinitionReader("Kubernetes")))
                .hasSize(3);
        assertThat(examples).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"servicelevelobjectives", "fuses"})
    void every_field_a_user_may_write_is_explained(String plural) throws IOException {
        JsonNode definition = new YAMLMapper().readTree(CRDS.resolve(plural + ".yaml").toFile());
        List<String> fields = new ArrayList<>();
        leaves(
                definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"),
                "spec",
                fields);

        assertThat(fields).hasSizeGreaterThan(10);
        assertThat(Files.readString(PAGE))
                .contains(fields.stream().map(field -> "`" + field + "`").toList());
    }

    @Test
    void the_table_of_the_policy_has_its_burn_rates() throws IOException {
        String page = Files.readString(PAGE);
        List<Alerting> policies =
                Stream.of(30, 28, 7, 90)
                        .map(days -> Alerting.googleSre(Duration.ofDays(days)))
                        .toList();

        for (int tier = 0; tier < Alerting.GOOGLE_SRE.tiers().size(); tier++) {
            int row = tier;
            String burns =
                    policies.stream()
                            .map(policy -> policy.tiers().get(row).burn().toPlainString())
                            .collect(Collectors.joining(" | ", "| ", " |"));
            assertThat(page.lines())
                    .anyMatch(line ->
                            line.startsWith(
                                            "| "
                                                    + Alerting.GOOGLE_SRE.tiers().get(row).name()
                                                    + " ")
                                    && line.endsWith(burns));
        }
    }

    private static void leaves(JsonNode schema, String path, List<String> fields) {
        if (schema.path("items").has("properties")) {
            leaves(schema.path("items"), path + "[]", fields);
        } else if (schema.has("properties")) {
            schema.path("properties")
                    .properties()
                    .forEach(
                            field -> leaves(field.getValue(), path + "." + field.getKey(), fields));
        } else {
            fields.add(path);
        }
    }
}
