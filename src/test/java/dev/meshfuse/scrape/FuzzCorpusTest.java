package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays what the fuzzer has found to take ways through the reader that nothing else takes. */
class FuzzCorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/fuzz");

    @ParameterizedTest
    @MethodSource("inputs")
    void an_input_is_read_as_the_slow_way_reads_it(Path input) throws IOException {
        ExpositionFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
    }

    @Test
    void the_corpus_is_there() throws IOException {
        assertThat(inputs()).hasSizeGreaterThan(50);
    }

    static List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.sorted().toList();
        }
    }
}
