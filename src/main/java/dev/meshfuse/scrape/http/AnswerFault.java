package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.ScrapeFailure;

/** An answer cannot be used. */
final class AnswerFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final ScrapeFailure.Kind kind;

    AnswerFault(ScrapeFailure.Kind kind, String detail) {
        super(detail, null, false, false); // where it was thrown tells nothing
        this.kind = kind;
    }

    static AnswerFault malformed(String detail) {
        return new AnswerFault(ScrapeFailure.Kind.MALFORMED, detail);
    }

    static AnswerFault cutOff(String detail) {
        return new AnswerFault(ScrapeFailure.Kind.TRUNCATED, "cut off: " + detail);
    }

    ScrapeFailure failure() {
        return new ScrapeFailure(kind, String.valueOf(getMessage()));
    }
}
