package dev.meshfuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HouseRulesTest {
    private static final Path SOURCES = Path.of("src");
    private static final Path HERE = Path.of("");

    /** What is no part of the project at its top level: the build's output, and hidden files. */
    private static boolean isOurs(Path top) {
        String name = top.toString();
        return !name.equals("target") && !name.endsWith(".iml") && !name.startsWith(".");
    }

    @Test
    void no_java_file_is_two_things() throws IOException {
        assertThat(faults(javaFiles(), HouseRules::tooLong)).isEmpty();
    }

    @Test
    void no_method_is_two_things() throws IOException {
        assertThat(faults(javaFiles(), HouseRules::longMethods)).isEmpty();
    }

    @Test
    void nothing_is_left_open() throws IOException {
        assertThat(faults(files(SOURCES), HouseRules::unfinished)).isEmpty();
    }

    @Test
    void nothing_is_bound_to_a_machine_or_a_host_of_packages() throws IOException {
        assertThat(faults(projectFiles(), HouseRules::boundToAMachine)).isEmpty();
    }

    @Test
    void everything_is_looked_at() throws IOException {
        assertThat(javaFiles()).hasSizeGreaterThan(200);
        assertThat(projectFiles())
                .contains(
                        Path.of("pom.xml"),
                        Path.of("mvnw"),
                        Path.of("src/main/resources/application.properties"),
                        Path.of("kubernetes/crds/fuses.yaml"));
    }

    @Test
    void a_file_of_more_than_400_lines_is_refused() {
        assertThat(HouseRules.tooLong("line\n".repeat(400))).isEmpty();
        assertThat(HouseRules.tooLong("line\n".repeat(401))).hasSize(1);
    }

    @Test
    void a_method_of_more_than_50_lines_is_refused_wherever_it_is() {
        String method =
                """
                class Some {
                    /**
                     * What it is for
                     */
                    Object some = new Object() {
                        @Override
                        public String toString() {
                            // a brace in a comment: }
                %s            return "}";
                        }
                    };
                }
                """;

        assertThat(HouseRules.longMethods(method.formatted(" \n".repeat(45)))).isEmpty();
        assertThat(HouseRules.longMethods(method.formatted(" \n".repeat(46))))
                .containsExactly("toString at line 6 has 51 lines, of which 50 are allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"// TO-DO later", "# FIX-ME", "XX-X"})
    void a_word_that_leaves_something_open_is_refused(String parted) {
        assertThat(HouseRules.unfinished(parted.replace("-", ""))).hasSize(1);
        assertThat(HouseRules.unfinished(parted)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "see /wo_rk/notes",
                "\"/ro_ot/.m2/settings.xml\"",
                "file:///t_mp/some.txt",
                "image: gh_cr.io/some/image:1",
                "<url>https://maven-regis_try.build.example/maven</url>",
                "https://rep_o1.build.example/packages",
                "nex_us.some.internal:8081",
            })
    void a_path_of_one_machine_or_a_host_of_packages_is_refused(String parted) {
        assertThat(HouseRules.boundToAMachine(parted.replace("_", ""))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target/wo_rk/some",
                "${build}/tmp/some",
                "mountPath: /tmp",
                "registry.counter(name)",
                "io.micrometer.registry.otlp",
                "http://discovery.example/targets",
            })
    void what_only_looks_like_one_is_allowed(String parted) {
        assertThat(HouseRules.boundToAMachine(parted.replace("_", ""))).isEmpty();
    }

    /** The faults of files, each with its file and its reason. */
    private static List<String> faults(List<Path> files, Function<String, List<String>> rule)
            throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : files) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            if (text.indexOf('\0') < 0) { // else it is no text
                rule.apply(text).forEach(fault -> faults.add(file + ": " + fault));
            }
        }
        return faults;
    }

    private static List<Path> javaFiles() throws IOException {
        return files(SOURCES).stream().filter(file -> file.toString().endsWith(".java")).toList();
    }

    private static List<Path> projectFiles() throws IOException {
        List<Path> tops;
        try (Stream<Path> paths = Files.list(HERE)) {
            tops = paths.filter(HouseRulesTest::isOurs).toList();
        }
        List<Path> found = new ArrayList<>();
        for (Path top : tops) {
            found.addAll(files(top));
        }
        return found;
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
