package dev.meshfuse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What may become of the bytes of a record, and what its reader must then do. */
public final class Damage {
    private Damage() {}

    /** Every beginning of a record is refused, and so is one with more behind it. */
    public static void cutAndLengthen(byte[] record, Function<byte[], ?> reader) {
        for (int length = 0; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            assertThatThrownBy(() -> reader.apply(cut))
                    .as("the first %d bytes", length)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at byte");
        }
        byte[] longer = Arrays.copyOf(record, record.length + 1);
        assertThatThrownBy(() -> reader.apply(longer)).hasMessageContaining("too many");
    }

    /** Changed or invented bytes give a record or are refused; nothing else comes of them. */
    public static void change(byte[] record, Function<byte[], ?> reader, RandomGenerator random) {
        for (int i = 0; i < 200; i++) {
            byte[] changed = record.clone();
            for (int j = random.nextInt(1, 4); j > 0; j--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            read(changed, reader);
            byte[] invented = new byte[random.nextInt(1, 200)];
            random.nextBytes(invented);
            invented[0] = record[0];
            read(invented, reader);
        }
        byte[] unknown = record.clone();
        unknown[0] = 99;
        assertThatThrownBy(() -> reader.apply(unknown)).hasMessageContaining("version 99");
    }

    private static void read(byte[] bytes, Function<byte[], ?> reader) {
        try {
            assertThat(reader.apply(bytes)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("at byte");
        }
    }
}
