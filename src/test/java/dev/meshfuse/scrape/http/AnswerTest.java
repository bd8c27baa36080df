package dev.meshfuse.scrape.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.testing.Property;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    private static final String CHUNKED =
            """
            HTTP/1.1 100 Continue

            HTTP/1.1 200 OK
            Content-Type: text/plain
            Transfer-Encoding: chunked

            5
            a 1

            4;note=x
            b 2

            00
            Some: trailer

            """
                    .replace("\n", "\r\n")
                    .replace("a 1\r\n", "a 1\n\n")
                    .replace("b 2\r\n", "b 2\n");

    /** What it hands on. */
    private static final class Seen implements Answer.Sink {
        private final StringBuilder body = new StringBuilder();
        private int status;

        @Override
        public void head(HttpResponse head) {
            status = head.status().code();
        }

        @Override
        public void take(byte[] bytes, int from, int to) {
            body.append(new String(bytes, from, to - from, ISO_8859_1));
        }
    }

    private final Seen seen = new Seen();
    private final Answer answer = new Answer(seen, new byte[7]);
    private final EmbeddedChannel channel = new EmbeddedChannel(Answer.codec());

    @Test
    void a_body_of_a_told_length_is_read_to_that_length() throws AnswerFault {
        feed("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nup 1");

        assertThat(seen.status).isEqualTo(200);
        assertThat(seen.body).hasToString("up 1");
        assertThat(answer.hasEnded()).isTrue();
        assertThat(answer.keepsAlive()).isTrue();
    }

    @Test
    void an_empty_body_ends_with_the_head() throws AnswerFault {
        feed("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");

        assertThat(seen.status).isEqualTo(503);
        assertThat(answer.hasEnded()).isTrue();
    }

    @Property
    void a_chunked_body_is_the_same_however_it_is_cut(long seed) throws AnswerFault {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = CHUNKED.getBytes(ISO_8859_1);
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + random.nextInt(1, 40));
            feed(bytes, at, to);
            at = to;
        }

        assertThat(seen.body).hasToString("a 1\n\nb 2\n");
        assertThat(answer.hasEnded()).isTrue();
    }

    @Test
    void an_answer_is_not_done_before_its_last_byte() throws AnswerFault {
        feed(CHUNKED.substring(0, CHUNKED.length() - 1));

        assertThat(answer.hasEnded()).isFalse();
        assertThat(answer.hasBegun()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, keep-alive, true",
        "HTTP/1.1, Close, false",
        "HTTP/1.0, keep-alive, true",
        "HTTP/1.0, other, false"
    })
    void a_connection_is_kept_where_the_answer_lets_it(
            String version, String connection, boolean kept) throws AnswerFault {
        feed(version + " 200 OK\r\ncontent-length: 0\r\nConnection: " + connection + "\r\n\r\n");

        assertThat(answer.keepsAlive()).isEqualTo(kept);
    }

    @ParameterizedTest(name = "{0} is refused")
    @CsvSource({
        "'SSH-2.0-OpenSSH_9.6|', not an answer of HTTP/1: invalid version format",
        "'RTSP/1.0 200 OK||', not an answer of HTTP/1",
        "'HTTP/2.0 200 OK||', not an answer of HTTP/1",
        "'HTTP/1.1 2x0 OK|', not an answer of HTTP/1",
        "'HTTP/1.1 200 OK|nothing|', not an answer of HTTP/1: No colon found",
        "'HTTP/1.1 200 OK||', a body that says neither its length nor its end",
        "'HTTP/1.1 200 OK|Content-Length: -1||', Content-Length value is not a number",
        "'HTTP/1.1 200 OK|Content-Length: 5|Content-Length: 6||', Multiple Content-Length values",
        "'HTTP/1.1 200 OK|Content-Length: 1||ab|', the body is longer than it says",
        "'HTTP/1.1 200 OK|Transfer-Encoding: gzip||', a transfer encoding that was not asked for",
        "'HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||', a transfer encoding that was not",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||x|', Invalid character in chunk size",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||ffffffffffffffffff|', Chunk size overflow",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|ab|', Chunk data sections must be",
        "'HTTP/1.1 101 Switching Protocols|Upgrade: x||', heads that were not asked for",
    })
    void what_breaks_the_rules_of_http_is_refused(String text, String reason) {
        assertThatThrownBy(() -> feed(text.replace("|", "\r\n")))
                .isInstanceOf(AnswerFault.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK|x: '",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||0|x: '",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||0;'"
    })
    void a_head_that_never_ends_is_given_up(String begin) throws AnswerFault {
        feed(begin.replace("|", "\r\n"));

        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                feed("x".repeat(1000));
                            }
                        })
                .hasMessage("a head of more than 16384 bytes");
    }

    @Test
    void heads_without_an_end_are_given_up() {
        assertThatThrownBy(() -> feed("HTTP/1.1 100 Continue\r\n\r\n".repeat(11)))
                .hasMessage("heads that were not asked for, and no answer");
    }

    @Test
    void an_answer_whose_head_was_cut_off_is_told_from_one_that_makes_no_sense()
            throws AnswerFault {
        feed("HTTP/1.1 200 OK\r\nContent-Le");
        channel.finish();

        assertThatThrownBy(this::handOn).hasMessage("cut off: the connection was closed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\n\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabc"
            })
    void an_answer_whose_body_was_cut_off_has_not_ended(String rest) throws AnswerFault {
        feed("HTTP/1.1 200 OK\r\n" + rest);
        channel.finish();
        handOn();

        assertThat(seen.body).hasToString("abc");
        assertThat(answer.hasEnded()).isFalse();
    }

    private void feed(String text) throws AnswerFault {
        byte[] bytes = text.getBytes(ISO_8859_1);
        feed(bytes, 0, bytes.length);
    }

    private void feed(byte[] bytes, int from, int to) throws AnswerFault {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
        handOn();
    }

    private void handOn() throws AnswerFault {
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            try {
                answer.feed((HttpObject) part);
            } finally {
                ReferenceCountUtil.release(part);
            }
        }
    }
}
