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
                        at("a.yaml") + ":1:1", at("a.yaml") + ":7:1", at("b.yml") + ":1:1");
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
                        at("a.yaml") + ":4:31: spec.objective: '99' is not a percentage",
                        at("a.yaml") + ":9:31: spec.objective: an objective must be below",
                        at("b.yaml") + ":5:11: spec.slos[0].name: there is no",
                        at("c.yaml") + ":1:1: document: must be an object",
                        at("d.yaml") + ":2:8: YAML: ",
                        at("e.yaml") + ":2:1: YAML: found duplicate key kind",
                        at("none.yaml") + ": file: cannot be read: it is not there");
    }

    @Test
    void one_identity_in_two_files_is_a_fault_of_both() {
        write("a.yaml", slo("a", "99%"));
        write("b.yaml", slo("a", "98%"));

        assertThatThrownBy(() -> DefinitionFiles.read(List.of(directory), READER))
                .hasMessageContaining(
                        "%s:3:12: metadata.name: ServiceLevelObjective shop/a is also defined by %s:1:1"
                                .formatted(at("a.yaml"), at("b.yaml")));
    }

    @Test
    void objects_of_other_kinds_are_passed_over() {
        write("a.yaml", "apiVersion: v1\nkind: ConfigMap\ndata: {}\n---\n" + slo("a", "99%"));

        assertThat(DefinitionFiles.read(List.of(directory), READER)).hasSize(1);
    }

    @Test
    void the_items_of_a_list_are_read_each_at_its_place() {
        write(
                "a.yaml",
                """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: meshfuse.dev/v1alpha1
                  kind: ServiceLevelObjective
                  metadata: {name: a, namespace: shop}
                  spec:
                    service: {name: cart}
                    objective: "99"
                - apiVersion: v1
                  kind: Service
                """);

        assertThatThrownBy(() -> DefinitionFiles.read(List.of(directory), READER))
                .hasMessageEndingWith(
                        "\n  %s:9:5: spec.objective: '99' is not a percentage such as 99.9%%"
                                .formatted(at("a.yaml")));
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
