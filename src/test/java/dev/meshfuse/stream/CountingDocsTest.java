package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.TrackRule;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of failures in the docs says what is tested, and no more. */
class CountingDocsTest {
    private static final Path DOCS = Path.of("docs", "counting.md");
    private static final String SECTION = "## Who reports what";

    @ParameterizedTest
    @MethodSource("dev.meshfuse.stream.FailureRow#all")
    void every_row_that_is_tested_stands_in_the_table_as_it_is_tested(FailureRow row)
            throws IOException {
        assertThat(rows()).contains(row.line());
    }

    @Test
    void every_row_of_the_table_names_a_test_that_exists() throws IOException {
        Set<String> tests =
                Stream.concat(
                                FailureRow.all().map(FailureRow::name),
                                Arrays.stream(FailureTableTest.class.getDeclaredMethods())
                                        .filter(CountingDocsTest::isTest)
                                        .map(Method::getName))
                        .collect(Collectors.toSet());

        assertThat(rows()).hasSizeGreaterThan((int) FailureRow.all().count());
        assertThat(rows()).allSatisfy(row -> assertThat(tests).contains(testOf(row)));
    }

    @Test
    void every_rule_has_a_row_by_its_word() throws IOException {
        List<String> words =
                List.of(
                        new TrackRule.ByService("a", "b").word(),
                        new TrackRule.ByRevision(Set.of(), Set.of()).word(),
                        new TrackRule.ByWorkload(Set.of(), Set.of()).word(),
                        new TrackRule.ByPods(Set.of(), Set.of(), "", "").word());

        assertThat(words).hasSize(TrackRule.class.getPermittedSubclasses().length);
        for (String word : words) {
            assertThat(Files.readString(DOCS)).contains("| `" + word + "` |");
        }
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class)
                || method.isAnnotationPresent(ParameterizedTest.class);
    }

    private static String testOf(String row) {
        String[] cells = row.split("\\|", -1);
        return cells[cells.length - 2].strip().replace("`", "");
    }

    /** The rows of the table, without its head. */
    private static List<String> rows() throws IOException {
        String text = Files.readString(DOCS);
        String section = text.substring(text.indexOf(SECTION) + SECTION.length());
        return section.lines()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
                .skip(1)
                .toList();
    }
}
