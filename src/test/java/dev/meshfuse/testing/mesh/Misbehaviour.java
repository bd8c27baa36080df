package dev.meshfuse.testing.mesh;

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
}
