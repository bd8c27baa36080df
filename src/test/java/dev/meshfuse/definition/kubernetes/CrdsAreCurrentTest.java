package dev.meshfuse.definition.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrdsAreCurrentTest {
    private static final Path CHECKED_IN = Path.of("kubernetes/crds");
    private static final Path GENERATED = Path.of("target/classes/META-INF/fabric8");

    @ParameterizedTest
    @ValueSource(strings = {"fuses", "servicelevelobjectives"})
    void the_resource_definition_in_the_repository_is_what_the_types_generate(String plural)
            throws IOException {
        Path checkedIn = CHECKED_IN.resolve(plural + ".yaml");
        Path generated = GENERATED.resolve(plural + ".meshfuse.dev-v1.yml");

        assertThat(checkedIn)
                .as("after a change of the types: cp %s %s", generated, checkedIn)
                .hasSameTextualContentAs(generated);
    }

    @Test
    void there_are_no_other_resource_definitions() throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.list(CHECKED_IN)) {
            names = files.map(file -> file.getFileName().toString()).sorted().toList();
        }

        assertThat(names).containsExactly("fuses.yaml", "servicelevelobjectives.yaml");
    }
}
