package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.file.ValidateCommand;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private final ValidateCommand validate =
            new ValidateCommand(InputStream.nullInputStream(), stream, stream);

    @Test
    void validate_is_run_with_what_stands_behind_it() {
        int status = Main.command(List.of("validate", "kubernetes/examples"), validate, stream);

        assertThat(status).isEqualTo(ValidateCommand.GOOD);
        assertThat(printed()).startsWith("2 definitions: 2 without a fault");
    }

    @Test
    void an_unknown_command_starts_nothing_and_is_told() {
        int status = Main.command(List.of("check", "a.yaml"), validate, stream);

        assertThat(status).isEqualTo(ValidateCommand.UNUSABLE);
        assertThat(printed()).startsWith("unknown command 'check'; there is validate.");
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
