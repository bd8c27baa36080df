package dev.meshfuse.testing.mesh;

import java.util.function.UnaryOperator;

/** A wrong answer to a scrape. */
public sealed interface Misbehaviour {
    /** A login page with status 200. */
    static Misbehaviour html() {
        return new Html();
    }

    /** Status 200 and no body. */
    static Misbehaviour nothing() {
        return new Nothing();
    }

    /** Well-formed samples, chunked, until this many bytes are sent. */
    static Misbehaviour endless(long bytes) {
        return new Endless(bytes);
    }

    /** Bytes that are no text, NUL and invalid UTF-8 among them, under a text content type. */
    static Misbehaviour binary() {
        return new Binary();
    }

    /** This status and a short body. */
    static Misbehaviour status(int code) {
        return new Status(code);
    }

    /** The request is accepted and never answered. */
    static Misbehaviour hang() {
        return new Hang();
    }

    /** The real body, chunked, cut off in the middle of a line by a closed connection. */
    static Misbehaviour truncated() {
        return new Truncated();
    }

    /** The real body as gzip, whose last bytes are not sent though the answer ends well. */
    static Misbehaviour truncatedGzip() {
        return new Encoded("gzip", Encoded.How.TRUNCATED);
    }

    /** The real body as zstd, whose last bytes are not sent though the answer ends well. */
    static Misbehaviour truncatedZstd() {
        return new Encoded("zstd", Encoded.How.TRUNCATED);
    }

    /** The real body as gzip, with one wrong byte. */
    static Misbehaviour corruptGzip() {
        return new Encoded("gzip", Encoded.How.CORRUPT);
    }

    /** The real body as zstd, with one wrong byte. */
    static Misbehaviour corruptZstd() {
        return new Encoded("zstd", Encoded.How.CORRUPT);
    }

    /** Well-formed samples, 32 MB of them in some ten kB. */
    static Misbehaviour gzipBomb() {
        return new Encoded("gzip", Encoded.How.BOMB);
    }

    /** Well-formed samples, 32 MB of them in some ten kB. */
    static Misbehaviour zstdBomb() {
        return new Encoded("zstd", Encoded.How.BOMB);
    }

    /** The real body under an encoding that nobody asked for. */
    static Misbehaviour unknownEncoding() {
        return new Encoded("br", Encoded.How.TRUNCATED);
    }

    /** The real body under a content length that is smaller. */
    static Misbehaviour longerThanSaid() {
        return new OtherLength(-100);
    }

    /** The real body under a content length that is larger; then the connection is closed. */
    static Misbehaviour shorterThanSaid() {
        return new OtherLength(100);
    }

    /** A line every ten milliseconds, for ever. */
    static Misbehaviour drip() {
        return new Drip();
    }

    /** The real body, then each of its series once more. */
    static Misbehaviour everySeriesTwice() {
        return new Rewritten("everySeriesTwice", body -> body + body);
    }

    /** The real body with a minus before the value of each counter of requests. */
    static Misbehaviour negativeCounters() {
        return new Rewritten(
                "negativeCounters",
                body -> body.replaceAll("(?m)^(istio_requests_total.*) (\\d+)$", "$1 -$2"));
    }

    /** 302 to this address. */
    static Misbehaviour redirect(String url) {
        return new Redirect(url);
    }

    record Html() implements Misbehaviour {}

    record Nothing() implements Misbehaviour {}

    record Endless(long bytes) implements Misbehaviour {}

    record Binary() implements Misbehaviour {}

    record Status(int code) implements Misbehaviour {}

    record Hang() implements Misbehaviour {}

    record Truncated() implements Misbehaviour {}

    record Redirect(String url) implements Misbehaviour {}

    record Encoded(String encoding, How how) implements Misbehaviour {
        /** What is wrong with it. */
        enum How {
            TRUNCATED,
            CORRUPT,
            BOMB
        }
    }

    record OtherLength(int more) implements Misbehaviour {}

    record Drip() implements Misbehaviour {}

    record Rewritten(String name, UnaryOperator<String> how) implements Misbehaviour {
        @Override
        public String toString() {
            return name;
        }
    }
}
