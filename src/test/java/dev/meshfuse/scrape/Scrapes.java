package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.ReadingBuilder.Body;
import java.util.Arrays;
import java.util.Random;

/** Reads bodies as they come over a network, and compares with the slow way. */
final class Scrapes {
    private Scrapes() {}

    /** Reads a body in pieces whose array is overwritten as soon as it was read. */
    static Body inPieces(ReadingBuilder builder, byte[] body, int most, Random random) {
        builder.begin();
        byte[] piece = new byte[most + 16];
        for (int from = 0; from < body.length; ) {
            int length = Math.min(body.length - from, random.nextInt(1, most + 1));
            int at = random.nextInt(16);
            random.nextBytes(piece);
            System.arraycopy(body, from, piece, at, length);
            builder.feed(piece, at, at + length);
            Arrays.fill(piece, (byte) '7');
            from += length;
        }
        return builder.finish();
    }

    /** Reads a body at once. */
    static Body whole(ReadingBuilder builder, byte[] body) {
        builder.begin();
        builder.feed(body, 0, body.length);
        return builder.finish();
    }

    /**
     * What must hold of any bodies that one target answers one after another: they are read as the
     * slow way reads them, whatever was learnt before and wherever pieces are cut.
     */
    static void areReadAsTheSlowWayReadsThem(byte[]... bodies) {
        ReadingBuilder whole = new ReadingBuilder();
        ReadingBuilder pieces = new ReadingBuilder();
        Random random = new Random(Arrays.deepHashCode(bodies));
        for (byte[] body : bodies) {
            Body expected = ReferenceReader.read(body);
            assertThat(ReferenceReader.sorted(whole(whole, body))).isEqualTo(expected);
            assertThat(ReferenceReader.sorted(whole(whole, body))).isEqualTo(expected);
            int most = random.nextBoolean() ? 1 + random.nextInt(40) : 5000;
            assertThat(ReferenceReader.sorted(inPieces(pieces, body, most, random)))
                    .isEqualTo(expected);
            assertThat(pieces.bytes()).isEqualTo(body.length);
        }
    }
}
