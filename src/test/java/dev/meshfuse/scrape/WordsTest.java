package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Property;
import java.util.Random;

class WordsTest {
    @Property
    void the_first_newline_is_found_wherever_it_is(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[150];
        for (int i = 0; i < 500; i++) {
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                // Bytes near the newline, where borrowing between bytes would show.
                bytes[j] = bytes[j] == '\n' || random.nextBoolean() ? (byte) 11 : bytes[j];
            }
            for (int j = random.nextInt(4); j > 0; j--) {
                bytes[random.nextInt(bytes.length)] = '\n';
            }
            int from = random.nextInt(bytes.length);
            int to = random.nextInt(from, bytes.length + 1);

            int expected = new String(bytes, 0, to, ISO_8859_1).indexOf('\n', from);

            assertThat(Words.newline(bytes, from, to)).isEqualTo(expected);
        }
    }
}
