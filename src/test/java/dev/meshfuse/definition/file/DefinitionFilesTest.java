package dev.meshfuse.definition.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.DefinitionSet;
import dev.meshfuse.definition.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionFilesTest {
    private static final String FUSE =
            """
            apiVersion: meshfuse.dev/v1alpha1
            kind: Fuse
            metadata: {name: cart, namespace: shop}
            spec:
              slos: [{name: c}]
              targetRef: {group: networking.istio.io, kind: VirtualService, name: cart}
              stable: {host: cart, subset: v1}
              canary: {host: cart, subset: v2}
            """;

    private static final DefinitionReader READER = new DefinitionReader("Kubernetes");

    @TempDir Path directory;

    @Test
    void the_example_is_read_without_a_fault() {
        List<Definition> definitions =
                DefinitionFiles.read(List.of(Path.of("kubernetes/examples")), READER);

        DefinitionSet set = DefinitionSet.of(definitions);
        assertThat(set.slos())
                .containsOnlyKeys(new ResourceId("Kubernetes", "shop", "cart-availability"));
        assertThat(set.fuses()).containsOnlyKeys(new ResourceId("Kubernetes", "shop", "cart"));
    }

    @Test
    void every_yaml_file_of_a_directory_is_read_in_order() {
        write("b.yml", slo("b", "99%"));
        write("a.yaml", slo("a", "99%") + "---\n---\n" + slo("c", "99%"));
        write("readme.txt", "not: [yaml");

        List<Definition> definitions = DefinitionFiles.read(List.of(directory), READER);

        assertThat(definitions)
                .extracting(Definition::name)
                .containsExactly(
                        at("a.yaml") + ", document 1",
                        at("a.yaml") + ", document 3",
                        at("b.yml") + ", document 1");
    }

    @Test
    void all_faults_of_all_files_are_told_at_once() {
        write("a.yaml", slo("a", "99") + "---\n" + slo("b", "100%"));
        write("b.yaml", FUSE);
        write("c.yaml", "just text");
        write("d.yaml", "apiVersion: x\nkind: [");
        write("e.yaml", "kind: Fuse\nkind: Fuse\n");

        assertThatThrownBy(() ->
                        DefinitionFiles.read(
                                List.of(directory, directory.resolve("none.yaml")), READER))
                .isInstanceOf(FaultyFilesException.class)
                .message()
                .contains(
                        at("a.yaml") + ", document 1: spec.objective: '99' is not a percentage",
                        at("a.yaml") + ", document 2: spec.objective: an objective must be below",
                        at("b.yaml") + ", document 1: spec.slos[0].name: there is no",
                        at("c.yaml") + ", document 1: document: must be an object",
                        at("d.yaml") + ", line 2, column 8: YAML: ",
                        at("e.yaml") + ", line 2, column 5: YAML: Duplicate field 'kind'",
                        at("none.yaml") + ": file: cannot be read: ");
    }

    @Test
    void one_identity_in_two_files_is_a_fault_of_both() {
        write("a.yaml", slo("a", "99%"));
        write("b.yaml", slo("a", "98%"));

        assertThatThrownBy(() -> DefinitionFiles.read(List.of(directory), READER))
                .hasMessageContaining(
                        "%s, document 1: metadata.name: ServiceLevelObjective shop/a is also defined by %s, document 1"
                                .formatted(at("a.yaml"), at("b.yaml")));
    }

    private static String slo(String name, String objective) {
        return """
        apiVersion: meshfuse.dev/v1alpha1
        kind: ServiceLevelObjective
        metadata: {name: %s, namespace: shop}
        spec: {service: {name: cart}, objective: "%s"}
        """
                .formatted(name, objective);
    }

    private String at(String name) {
        return directory.resolve(name).toString();
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
