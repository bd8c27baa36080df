package dev.meshfuse.definition.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinitionConfigTest {
    @ConfigMapping(prefix = "meshfuse")
    interface Root {
        DefinitionConfig definitions();
    }

    @Test
    void definitions_come_from_the_cluster_by_default() {
        DefinitionConfig config = config(Map.of());

        assertThat(config.mode()).isEqualTo(DefinitionConfig.Mode.KUBERNETES);
        assertThat(config.files()).isEmpty();
    }

    @Test
    void mode_and_files_are_set_side_by_side() {
        DefinitionConfig config =
                config(
                        Map.of(
                                "meshfuse.definitions", "files",
                                "meshfuse.definitions.files", "slos.yaml,/etc/meshfuse"));

        assertThat(config.mode()).isEqualTo(DefinitionConfig.Mode.FILES);
        assertThat(config.files())
                .contains(List.of(Path.of("slos.yaml"), Path.of("/etc/meshfuse")));
    }

    @Test
    void files_can_be_set_while_the_cluster_is_used() {
        DefinitionConfig config = config(Map.of("meshfuse.definitions.files", "slos.yaml"));

        assertThat(config.mode()).isEqualTo(DefinitionConfig.Mode.KUBERNETES);
        assertThat(config.files()).contains(List.of(Path.of("slos.yaml")));
    }

    @Test
    void another_word_is_refused() {
        assertThatThrownBy(() -> config(Map.of("meshfuse.definitions", "git")))
                .hasMessageContaining("meshfuse.definitions");
    }

    @Test
    void an_unknown_key_is_refused() {
        assertThatThrownBy(() -> config(Map.of("meshfuse.definitions.flies", "slos.yaml")))
                .hasMessageContaining("meshfuse.definitions.flies");
    }

    private static DefinitionConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(Root.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(Root.class)
                .definitions();
    }
}
