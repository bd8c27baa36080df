package dev.meshfuse.scrape.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.meshfuse.scrape.ScrapeFailure.Kind;
import dev.meshfuse.testing.Property;
import dev.meshfuse.testing.mesh.Encodings;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDecoderTest {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Property
    void what_was_sent_comes_out_however_it_is_cut(long seed) throws AnswerFault {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] plain = text(random.nextInt(200_000));
        for (String encoding : new String[] {"identity", "gzip", "zstd"}) {
            body.reset();
            byte[] sent = encoded(encoding, plain);
            try (ContentDecoder decoder = ContentDecoder.of(encoding, this::take)) {
                for (int at = 0; at < sent.length; ) {
                    int to = Math.min(sent.length, at + random.nextInt(1, 5000));
                    decoder.feed(sent, at, to);
                    at = to;
                }
                decoder.end();
            }

            assertThat(body.toByteArray()).as(encoding).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void parts_in_a_row_are_one_body(String encoding) throws AnswerFault {
        byte[] once = encoded(encoding, text(1000));
        byte[] twice = Arrays.copyOf(once, once.length * 2);
        System.arraycopy(once, 0, twice, once.length, once.length);

        decode(encoding, twice);

        assertThat(body.size()).isEqualTo(2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void a_body_that_is_cut_off_anywhere_is_noticed(String encoding) {
        byte[] sent = encoded(encoding, text(300));
        for (int length = 0; length < sent.length; length++) {
            byte[] cut = Arrays.copyOf(sent, length);

            assertThatThrownBy(() -> decode(encoding, cut))
                    .as("%d of %d bytes", length, sent.length)
                    .isInstanceOfSatisfying(
                            AnswerFault.class,
                            fault -> assertThat(fault.failure().kind()).isEqualTo(Kind.TRUNCATED));
        }
    }

    @Test
    void a_gzip_with_any_wrong_byte_gives_a_fault_or_the_right_body() {
        byte[] plain = text(300);
        byte[] sent = encoded("gzip", plain);
        for (int i = 0; i < sent.length; i++) {
            byte[] wrong = sent.clone();
            wrong[i] ^= 0x41;
            body.reset();
            try {
                decode("gzip", wrong);
                assertThat(body.toByteArray()).as("byte %d", i).isEqualTo(plain);
            } catch (AnswerFault e) {
                assertThat(e.failure().kind()).isIn(Kind.MALFORMED, Kind.TRUNCATED);
            }
        }
    }

    @Test
    void every_field_of_a_gzip_header_is_read_over() throws AnswerFault {
        byte[] plain = text(300);
        byte[] simple = encoded("gzip", plain);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 1 | 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3});
        sent.writeBytes(new byte[] {3, 0, 'x', 'y', 0});
        sent.writeBytes("name\0a comment\0".getBytes(UTF_8));
        CRC32 checksum = new CRC32();
        checksum.update(sent.toByteArray());
        sent.write((int) checksum.getValue());
        sent.write((int) checksum.getValue() >> 8);
        sent.write(simple, 10, simple.length - 10);

        decode("gzip", sent.toByteArray());

        assertThat(body.toByteArray()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void a_bomb_is_given_out_in_small_pieces_until_somebody_stops_it(String encoding) {
        byte[] bomb = encoded(encoding, new byte[64 * 1024 * 1024]);
        assertThat(bomb.length).isLessThan(100_000);

        assertThatThrownBy(
                        () -> {
                            try (ContentDecoder decoder =
                                    ContentDecoder.of(encoding, this::upToOneMegabyte)) {
                                decoder.feed(bomb, 0, bomb.length);
                            }
                        })
                .hasMessage("enough");
        assertThat(body.size()).isEqualTo(1024 * 1024 + ContentDecoder.PIECE_BYTES);
    }

    @Test
    void a_zstd_that_wants_much_memory_is_refused() {
        byte[] sent;
        try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
            sent = zstd.setLong(27).setContentSize(false).compress(new byte[200 * 1024 * 1024]);
        }

        assertThatThrownBy(() -> decode("zstd", sent)).hasMessageStartingWith("corrupt zstd");
        assertThat(body.size()).isZero();
    }

    @Test
    void an_encoding_that_was_not_asked_for_is_refused() {
        assertThatThrownBy(() -> ContentDecoder.of("br\u0007\nx", this::take))
                .hasMessage("a content encoding that was not asked for: br??x");
    }

    private void decode(String encoding, byte[] sent) throws AnswerFault {
        try (ContentDecoder decoder = ContentDecoder.of(encoding, this::take)) {
            decoder.feed(sent, 0, sent.length);
            decoder.end();
        }
    }

    private void take(byte[] bytes, int from, int to) {
        assertThat(to - from).isPositive();
        body.write(bytes, from, to - from);
    }

    private void upToOneMegabyte(byte[] bytes, int from, int to) throws AnswerFault {
        assertThat(to - from).isLessThanOrEqualTo(ContentDecoder.PIECE_BYTES);
        if (body.size() > 1024 * 1024) { // a multiple of what is given at a time
            throw AnswerFault.malformed("enough");
        }
        take(bytes, from, to);
    }

    private static byte[] encoded(String encoding, byte[] plain) {
        return switch (encoding) {
            case "gzip" -> Encodings.gzip(plain);
            case "zstd" -> Encodings.zstd(plain);
            default -> plain;
        };
    }

    private static byte[] text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < length; i++) {
            text.append("istio_requests_total{n=\"").append(i * 7919L).append("\"} 1\n");
        }
        return text.substring(0, length).getBytes(UTF_8);
    }
}
