package dev.meshfuse.definition.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {
    private static final DefinitionReader READER = new DefinitionReader("Kubernetes");

    @TempDir Path directory;

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void a_change_is_taken_when_two_looks_have_seen_the_same() throws IOException {
        write("a.yaml", slo("99%"));
        WatchedFiles files = begun(directory);

        write("a.yaml", slo("99.5%"));
        files.look();
        assertThat(taken).containsExactly("99%");
        files.look();
        files.look();

        assertThat(taken).containsExactly("99%", "99.5%");
    }

    @Test
    void what_has_not_changed_is_not_taken_again() throws IOException {
        write("a.yaml", slo("99%"));
        WatchedFiles files = begun(directory);

        files.look();
        files.look();
        write("a.yaml", slo("99%"));
        files.look();
        files.look();

        assertThat(taken).containsExactly("99%");
    }

    @Test
    void a_file_with_faults_leaves_in_force_what_was_last_good_and_says_so() throws IOException {
        Path file = write("a.yaml", slo("99%"));
        WatchedFiles files = begun(directory);

        write("a.yaml", slo("100%"));
        lookTwice(files);
        assertThat(taken).containsExactly("99%");
        assertThat(files.trouble())
                .contains(
                        "the files have changed and have 1 faults, the first of them %s:4:31: spec.objective: an objective must be below 100 %%: 100 %% leaves no error budget to keep; what they defined before is in force"
                                .formatted(file));

        write("a.yaml", slo("99.5%"));
        lookTwice(files);
        assertThat(taken).containsExactly("99%", "99.5%");
        assertThat(files.trouble()).isEmpty();
    }

    @Test
    void a_fault_that_is_taken_back_is_forgotten() throws IOException {
        write("a.yaml", slo("99%"));
        WatchedFiles files = begun(directory);
        write("a.yaml", slo("100%"));
        lookTwice(files);

        write("a.yaml", slo("99%"));
        lookTwice(files);

        assertThat(files.trouble()).isEmpty();
        assertThat(taken).containsExactly("99%");
    }

    @Test
    void a_half_written_file_is_never_taken_whatever_it_says() throws IOException {
        String whole = slo("99%") + "---\n" + slo("98%").replace("name: a,", "name: b,");
        write("a.yaml", slo("97%"));
        WatchedFiles files = begun(directory);
        Random random = new Random(1);

        for (int end = 1; end < whole.length(); end += 1 + random.nextInt(20)) {
            write("a.yaml", whole.substring(0, end));
            files.look();
        }
        write("a.yaml", whole);
        lookTwice(files);

        assertThat(taken).containsExactly("97%", "98% 99%");
    }

    @Test
    void files_of_a_directory_come_and_go() throws IOException {
        write("a.yaml", slo("99%"));
        WatchedFiles files = begun(directory);

        write("b.yaml", slo("98%").replace("name: a,", "name: b,"));
        lookTwice(files);
        Files.delete(directory.resolve("a.yaml"));
        lookTwice(files);

        assertThat(taken).containsExactly("99%", "98% 99%", "98%");
    }

    @Test
    void a_named_file_that_is_gone_leaves_in_force_what_it_defined() throws IOException {
        Path file = write("a.yaml", slo("99%"));
        WatchedFiles files = begun(file);

        Files.delete(file);
        lookTwice(files);
        assertThat(files.trouble().orElse("")).contains("a.yaml: file: cannot be read: it is not");
        write("a.yaml", slo("98%"));
        lookTwice(files);

        assertThat(taken).containsExactly("99%", "98%");
    }

    @Test
    void a_directory_that_is_gone_leaves_in_force_what_it_defined() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Files.writeString(folder.resolve("a.yaml"), slo("99%"));
        WatchedFiles files = begun(folder);

        Files.move(folder, directory.resolve("elsewhere"));
        lookTwice(files);

        assertThat(taken).containsExactly("99%");
        assertThat(files.trouble()).isPresent();
    }

    /** As a kubelet does it: the files are links through a link, and that one is replaced. */
    @Test
    void a_mounted_config_map_is_read_again_when_its_link_is_replaced() throws IOException {
        generation("..2026_01", slo("99%"));
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(directory.resolve("a.yaml"), Path.of("..data", "a.yaml"));
        WatchedFiles files = begun(directory);

        generation("..2026_02", slo("98%"));
        Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2026_02"));
        Files.move(
                directory.resolve("..data_tmp"),
                directory.resolve("..data"),
                StandardCopyOption.ATOMIC_MOVE);
        lookTwice(files);

        assertThat(taken).containsExactly("99%", "98%");
    }

    @Test
    void faults_at_the_start_are_thrown() throws IOException {
        write("a.yaml", slo("100%"));
        WatchedFiles files = new WatchedFiles(List.of(directory), READER, this::take);
        opened.add(files);

        assertThatThrownBy(files::start).isInstanceOf(FaultyFilesException.class);
        assertThat(taken).isEmpty();
    }

    @Test
    void changes_are_looked_for_without_being_asked() throws IOException {
        write("a.yaml", slo("99%"));
        WatchedFiles files = new WatchedFiles(List.of(directory), READER, this::take);
        opened.add(files);
        files.start();

        write("a.yaml", slo("98%"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(taken).containsExactly("99%", "98%"));
    }

    private WatchedFiles begun(Path path) {
        WatchedFiles files = new WatchedFiles(List.of(path), READER, this::take);
        opened.add(files);
        files.readFirst();
        files.look();
        return files;
    }

    private static void lookTwice(WatchedFiles files) {
        files.look();
        files.look();
    }

    private void take(List<Definition> definitions) {
        taken.add(
                String.join(
                        " ",
                        definitions.stream()
                                .map(one -> ((Definition.OfSlo) one).slo().objective().toString())
                                .sorted()
                                .toList()));
    }

    private void generation(String name, String text) throws IOException {
        Files.createDirectory(directory.resolve(name));
        Files.writeString(directory.resolve(name).resolve("a.yaml"), text);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String slo(String objective) {
        return """
        apiVersion: meshfuse.dev/v1alpha1
        kind: ServiceLevelObjective
        metadata: {name: a, namespace: shop}
        spec: {service: {name: cart}, objective: "%s"}
        """
                .formatted(objective);
    }
}
