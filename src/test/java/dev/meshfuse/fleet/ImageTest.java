package dev.meshfuse.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTest {
    @Test
    void what_is_measured_runs_with_the_collector_of_the_image() {
        assertThat(Image.javaOptions(Image.FILE))
                .contains("-XX:+UseG1GC")
                .allMatch(option -> option.startsWith("-"));
    }

    @Test
    void an_image_that_does_not_say_its_options_is_refused(@TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\n");

        assertThatThrownBy(() -> Image.javaOptions(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("JAVA_OPTS");
    }
}
