package dev.meshfuse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandBodyTest {
    private static CommandBody read(String body) throws IOException {
        return CommandBody.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertRefused(byte[] body, int status, String detail) {
        assertThatExceptionOfType(WebApplicationException.class)
                .isThrownBy(() -> CommandBody.read(new ByteArrayInputStream(body)))
                .satisfies(e -> {
                    Problem problem =
                            assertThat(e.getResponse().getEntity())
                                    .asInstanceOf(type(Problem.class))
                                    .actual();
                    assertThat(problem.status()).isEqualTo(status);
                    assertThat(problem.detail()).isEqualTo(detail);
                });
    }

    private static String reason(String text) {
        return "{\"reason\": \"" + text + "\"}";
    }

    @Test
    void a_reason_is_taken_without_the_blanks_around_it() throws IOException {
        assertThat(read(reason("  Zu viele Fehler: 5 % \uD83D\uDD25 ")))
                .isEqualTo(new CommandBody("Zu viele Fehler: 5 % \uD83D\uDD25"));
    }

    @Test
    void a_reason_may_have_500_characters_even_if_each_is_escaped_twice() throws IOException {
        String escaped = "\\ud83d\\udd25".repeat(500);
        assertThat(read(reason(escaped)).reason().codePoints()).hasSize(500);

        assertRefused(
                reason("a".repeat(501)).getBytes(StandardCharsets.UTF_8),
                400,
                "reason: must not be longer than 500 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                             | reason: is required
                    {"reason": null}               | reason: is required
                    {"reason": 7}                  | reason: must be a text
                    {"reason": ["a"]}              | reason: must be a text
                    {"reason": "  "}               | reason: must say why
                    {"reason": "a", "b": 1}        | 'b': is no known field
                    {"b": 1, "c\\u0000": 2}        | 'b': is no known field; 'c?': is no known field; reason: is required
                    "reason"                       | the body must be an object such as {"reason": "..."}
                    []                             | the body must be an object such as {"reason": "..."}
                    null                           | the body must be an object such as {"reason": "..."}
                    ``                             | the body must be an object such as {"reason": "..."}
                    {"reason": "a"                 | the body is not JSON as it is wanted here at line 1, column 15
                    {"reason": "a"} {}             | the body is not JSON as it is wanted here at line 1, column 17
                    {"reason": "a", "reason": "b"} | the body is not JSON as it is wanted here at line 1, column 25
                    {'reason': "a"}                | the body is not JSON as it is wanted here at line 1, column 2
                    """)
    void what_is_wrong_is_told_all_at_once_with_its_path(String body, String detail) {
        assertRefused(body.getBytes(StandardCharsets.UTF_8), 400, detail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\n",
                "\\r",
                "\\u0000",
                "\\u001b[31m",
                "\\u007f",
                "\\u0085",
                "\\u2028",
                "\\u202e",
                "\\u2066",
                "\\ud800"
            })
    void a_reason_hides_nothing(String hidden) {
        assertRefused(
                reason("a" + hidden + "b").getBytes(StandardCharsets.UTF_8),
                400,
                "reason: must not have control characters or line breaks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-32"})
    void another_charset_is_not_read_as_if_it_were_utf_8(String charset) {
        byte[] body = reason("\u00e4\u00f6").getBytes(Charset.forName(charset));
        assertThatExceptionOfType(WebApplicationException.class)
                .isThrownBy(() -> CommandBody.read(new ByteArrayInputStream(body)))
                .satisfies(e -> assertThat(e.getResponse().getStatus()).isEqualTo(400));
    }

    @Test
    void what_is_deep_is_not_read_to_its_end() {
        String deep = "{\"reason\":" + "[".repeat(2000) + "]".repeat(2000) + "}";
        assertThatExceptionOfType(WebApplicationException.class)
                .isThrownBy(() -> read(deep))
                .satisfies(e -> assertThat(e.getResponse().getStatus()).isEqualTo(400));
    }

    @Test
    void what_is_long_is_refused_unread() {
        assertRefused(
                reason("a".repeat(CommandBody.MOST_BYTES)).getBytes(StandardCharsets.UTF_8),
                413,
                "the body is longer than 8192 bytes");
    }
}
