package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.ReadingBuilder;
import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeFailure.Kind;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.Handler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request to a proxy and its answer, streaming: what is in memory is a piece of it and the
 * series kept.
 */
final class Attempt implements ProxyConnection.Listener, Answer.Sink {
    /** What became of it. */
    sealed interface Outcome {
        /**
         * The body was read to its end.
         *
         * @param bytes of the body, inflated
         * @param took from the request to the end
         */
        record Read(
                ReadingBuilder.Body.Understood body, long bytes, Duration took, boolean keepsAlive)
                implements Outcome {}

        /** It was not. */
        record Failed(ScrapeFailure failure, int status) implements Outcome {}

        /** The connection was closed before anything of an answer came. */
        record Unanswered(String reason) implements Outcome {}
    }

    private final ReadingBuilder builder;
    private final long maxBytes;
    private final Handler<Outcome> done;
    private final Answer answer;
    private final long began = System.nanoTime();
    private @Nullable ContentDecoder decoder;
    private int status;
    private boolean over;

    /**
     * @param scratch see {@link Answer}
     */
    Attempt(ReadingBuilder builder, long maxBytes, byte[] scratch, Handler<Outcome> done) {
        this.builder = builder;
        this.maxBytes = maxBytes;
        this.done = done;
        this.answer = new Answer(this, scratch);
        builder.begin();
    }

    /** Gives it up: nothing more is read, and nothing told. */
    void abort() {
        over = true;
        closeDecoder();
    }

    @Override
    public void arrived(HttpObject part) {
        if (over) {
            return;
        }
        try {
            answer.feed(part);
        } catch (AnswerFault e) {
            end(new Outcome.Failed(e.failure(), status));
        }
    }

    @Override
    public void readEnded() {
        if (over || !answer.hasEnded()) {
            return;
        }
        try {
            end(finished());
        } catch (AnswerFault e) {
            end(new Outcome.Failed(e.failure(), status));
        }
    }

    @Override
    public void closed(String reason) {
        if (!over) {
            end(
                    answer.hasBegun()
                            ? new Outcome.Failed(AnswerFault.cutOff(reason).failure(), status)
                            : new Outcome.Unanswered(reason));
        }
    }

    @Override
    public void head(HttpResponse head) throws AnswerFault {
        status = head.status().code();
        if (status != 200) {
            String location = head.headers().get(HttpHeaderNames.LOCATION, "");
            throw new AnswerFault(
                    Kind.STATUS,
                    "HTTP status "
                            + status
                            + (location.isEmpty() ? "" : ", which leads to " + Shown.of(location)));
        }
        if (head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("text/html")) {
            throw new AnswerFault(Kind.NOT_AN_EXPOSITION, "a page of HTML");
        }
        decoder =
                ContentDecoder.of(
                        String.join(", ", head.headers().getAll(HttpHeaderNames.CONTENT_ENCODING)),
                        this::read);
    }

    @Override
    public void take(byte[] bytes, int from, int to) throws AnswerFault {
        if (decoder != null) {
            decoder.feed(bytes, from, to);
        }
    }

    private void read(byte[] bytes, int from, int to) throws AnswerFault {
        if (builder.bytes() + (to - from) > maxBytes) {
            throw new AnswerFault(Kind.TOO_LARGE, "more than " + maxBytes + " bytes");
        }
        builder.feed(bytes, from, to);
    }

    private Outcome finished() throws AnswerFault {
        if (decoder != null) {
            decoder.end();
        }
        return switch (builder.finish()) {
            case ReadingBuilder.Body.Understood body ->
                    new Outcome.Read(
                            body,
                            builder.bytes(),
                            Duration.ofNanos(System.nanoTime() - began),
                            answer.keepsAlive());
            case ReadingBuilder.Body.NotAnExposition not ->
                    throw new AnswerFault(
                            Kind.NOT_AN_EXPOSITION,
                            "not one sample in %d bytes, %d lines refused"
                                    .formatted(builder.bytes(), not.refusedLines()));
            case ReadingBuilder.Body.Foreign foreign ->
                    throw new AnswerFault(Kind.FOREIGN, foreign.detail());
        };
    }

    private void end(Outcome outcome) {
        over = true;
        closeDecoder();
        done.handle(outcome);
    }

    private void closeDecoder() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}
