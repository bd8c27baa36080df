package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.fuse.Action;
import dev.meshfuse.fuse.FusePhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/fuse.md says what is so. */
class FuseDocsTest {
    private static final Path DOCS = Path.of("docs", "fuse.md");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");

    @Test
    void every_fault_in_the_table_names_a_test_that_exists() throws IOException {
        Matcher named = TEST.matcher(Files.readString(DOCS));
        int found = 0;
        while (named.find()) {
            assertThat(sourceOf(named.group(1)))
                    .as(named.group())
                    .contains("void " + named.group(2) + "(");
            found++;
        }
        assertThat(found).isEqualTo(rows(Files.readString(DOCS), "## Faults").size());
    }

    @Test
    void every_phase_has_a_row() throws IOException {
        String text = Files.readString(DOCS);

        for (Class<?> phase : FusePhase.class.getPermittedSubclasses()) {
            assertThat(text).contains("| `" + phase.getSimpleName() + "` |");
        }
    }

    @Test
    void every_cause_to_do_nothing_is_explained() throws IOException {
        String text = Files.readString(DOCS);
        List<Action.Cause> plain =
                List.of(Action.Cause.OTHER, Action.Cause.NO_WEIGHT, Action.Cause.MAX_TRIPS);

        for (Action.Cause cause : Action.Cause.values()) {
            if (!plain.contains(cause)) {
                String word = cause.name().toLowerCase(Locale.ROOT).replace('_', '-');
                assertThat(text).contains("cause `" + word + "`");
            }
        }
    }

    private static String sourceOf(String test) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            Path file =
                    files.filter(one -> one.getFileName().toString().equals(test + ".java"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("no " + test));
            return Files.readString(file);
        }
    }

    /** The rows of the table in a section, without its head. */
    private static List<String> rows(String text, String section) {
        return Arrays.stream(text.substring(text.indexOf(section)).split("\n", -1))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
                .skip(1)
                .toList();
    }
}
