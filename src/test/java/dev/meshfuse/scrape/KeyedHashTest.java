package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.testing.Property;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    private static final HashSecrets SECRETS =
            new HashSecrets(
                    0x243f6a8885a308d3L,
                    0x13198a2e03707344L,
                    0xa4093822299f31d0L,
                    0x082efa98ec4e6c89L);

    @Property
    void each_bit_and_the_length_of_a_text_change_both_halves(long seed) {
        Random random = new Random(seed);
        byte[] text = new byte[random.nextInt(KeyedHash.MIN_BYTES, 200)];
        random.nextBytes(text);
        Set<Long> highs = new HashSet<>();
        Set<Long> lows = new HashSet<>();
        KeyedHash hash = new KeyedHash(SECRETS);
        for (int bit = 0; bit < text.length * 8; bit++) {
            text[bit / 8] ^= (byte) (1 << (bit % 8));
            hash.of(text, 0, text.length);
            highs.add(hash.high());
            lows.add(hash.low());
            text[bit / 8] ^= (byte) (1 << (bit % 8));
        }
        for (int length = KeyedHash.MIN_BYTES; length <= text.length; length++) {
            hash.of(text, 0, length);
            highs.add(hash.high());
            lows.add(hash.low());
        }

        int texts = text.length * 8 + text.length - KeyedHash.MIN_BYTES + 1;
        assertThat(highs).hasSize(texts);
        assertThat(lows).hasSize(texts);
    }

    @Test
    void other_secrets_give_another_hash() {
        byte[] text = new byte[40];
        KeyedHash one = new KeyedHash(SECRETS);
        KeyedHash other = new KeyedHash(new HashSecrets(1, 2, 3, 4));
        one.of(text, 0, 40);
        other.of(text, 0, 40);

        assertThat(one.high()).isNotEqualTo(other.high());
        assertThat(one.low()).isNotEqualTo(other.low());
    }

    @Test
    void the_place_in_the_array_does_not_matter() {
        byte[] text = new byte[100];
        new Random(1).nextBytes(text);
        System.arraycopy(text, 0, text, 53, 40);
        KeyedHash hash = new KeyedHash(SECRETS);
        hash.of(text, 0, 40);
        long high = hash.high();
        hash.of(text, 53, 93);

        assertThat(hash.high()).isEqualTo(high);
    }

    @Test
    void a_text_that_is_too_short_is_refused() {
        assertThatThrownBy(() -> new KeyedHash(SECRETS).of(new byte[20], 0, 15))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("15");
    }
}
