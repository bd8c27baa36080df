package dev.meshfuse.scrape.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.testing.Property;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        public void head(AnswerHead head) {
            status = head.status();
        }

        @Override
        public void take(byte[] bytes, int from, int to) {
            body.append(new String(bytes, from, to - from, ISO_8859_1));
        }
    }

    private final Seen seen = new Seen();
    private final Answer answer = new Answer(seen);

    @Test
    void a_body_of_a_told_length_is_read_to_that_length() throws AnswerFault {
        feed("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nup 1");

        assertThat(seen.status).isEqualTo(200);
        assertThat(seen.body).hasToString("up 1");
        assertThat(answer.isDone()).isTrue();
        assertThat(answer.keepsAlive()).isTrue();
    }

    @Test
    void an_empty_body_ends_with_the_head() throws AnswerFault {
        feed("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");

        assertThat(seen.status).isEqualTo(503);
        assertThat(answer.isDone()).isTrue();
    }

    @Property
    void a_chunked_body_is_the_same_however_it_is_cut(long seed) throws AnswerFault {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = CHUNKED.getBytes(ISO_8859_1);
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + random.nextInt(1, 40));
            answer.feed(bytes, at, to);
            at = to;
        }

        assertThat(seen.body).hasToString("a 1\n\nb 2\n");
        assertThat(answer.isDone()).isTrue();
    }

    @Test
    void an_answer_is_not_done_before_its_last_byte() throws AnswerFault {
        feed(CHUNKED.substring(0, CHUNKED.length() - 1));

        assertThat(answer.isDone()).isFalse();
        assertThat(answer.hasBegun()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, keep-alive, true",
        "HTTP/1.1, Close, false",
        "HTTP/1.0, keep-alive, false"
    })
    void a_connection_is_kept_where_the_answer_lets_it(
            String version, String connection, boolean kept) throws AnswerFault {
        feed(version + " 200 OK\r\ncontent-length: 0\r\nConnection: " + connection + "\r\n\r\n");

        assertThat(answer.keepsAlive()).isEqualTo(kept);
    }

    @ParameterizedTest(name = "{0} is refused")
    @CsvSource({
        "'SSH-2.0-OpenSSH_9.6|', not an answer of HTTP/1",
        "'HTTP/1.1 2x0 OK|', not an answer of HTTP/1",
        "'HTTP/1.1 2000 OK|', not an answer of HTTP/1",
        "'HTTP/1.1 200 OK|nothing|', a header without a name",
        "'HTTP/1.1 200 OK| folded: x|', a header without a name",
        "'HTTP/1.1 200 OK||', a body that says neither its length nor its end",
        "'HTTP/1.1 200 OK|Content-Length: -1||', a content length that is none",
        "'HTTP/1.1 200 OK|Content-Length: 5|Content-Length: 6||', a content length that is none",
        "'HTTP/1.1 200 OK|Content-Length: 1||ab', the body is longer than it says",
        "'HTTP/1.1 200 OK|Transfer-Encoding: gzip||', a transfer encoding that was not asked for",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||x|', a chunk without a size",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||ffffffffffffffffff|', a chunk without a size",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|ab|', a chunk is longer than it says",
    })
    void what_breaks_the_rules_of_http_is_refused(String text, String reason) {
        assertThatThrownBy(() -> feed(text.replace("|", "\r\n")))
                .isInstanceOf(AnswerFault.class)
                .hasMessage(reason);
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
        assertThatThrownBy(() -> feed("HTTP/1.1 100 Continue\r\n\r\n".repeat(1000)))
                .hasMessage("a head of more than 16384 bytes");
    }

    private void feed(String text) throws AnswerFault {
        byte[] bytes = text.getBytes(ISO_8859_1);
        answer.feed(bytes, 0, bytes.length);
    }
}
