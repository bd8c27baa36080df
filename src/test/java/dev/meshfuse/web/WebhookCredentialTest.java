package dev.meshfuse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.web.WebhookCredential.Match;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookCredentialTest {
    private static final String TOKEN = "a-token+of/alertmanager==";
    private static final String BASIC = "alertmanager:a password: long enough";

    @TempDir private Path folder;

    @Test
    void a_token_or_a_password_is_enough() throws IOException {
        WebhookCredential both =
                new WebhookCredential(file("token", TOKEN + "\n"), file("basic", BASIC + "\n"));

        assertThat(both.match("Bearer " + TOKEN)).isEqualTo(Match.SAME);
        assertThat(both.match("bearer " + TOKEN)).isEqualTo(Match.SAME);
        assertThat(both.match(basic(BASIC))).isEqualTo(Match.SAME);
        assertThat(both.match(null)).isEqualTo(Match.MISSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer another",
                "Bearer a-token+of/alertmanager=",
                "Basic !!!",
                "Basic YQ==",
                "Digest a"
            })
    void anything_else_is_not(String header) throws IOException {
        WebhookCredential both = new WebhookCredential(file("token", TOKEN), file("basic", BASIC));

        assertThat(both.match(header)).isEqualTo(Match.OTHER);
    }

    @Test
    void the_one_is_not_taken_for_the_other() throws IOException {
        assertThat(
                        new WebhookCredential(file("token", TOKEN), Optional.empty())
                                .match(basic(TOKEN)))
                .isEqualTo(Match.OTHER);
        assertThat(
                        new WebhookCredential(Optional.empty(), file("basic", BASIC))
                                .match("Bearer " + BASIC))
                .isEqualTo(Match.OTHER);
    }

    @Test
    void without_a_file_nobody_has_it() {
        assertThat(
                        new WebhookCredential(Optional.empty(), Optional.empty())
                                .match("Bearer " + TOKEN))
                .isEqualTo(Match.NONE);
    }

    @Test
    void a_new_one_is_in_force_at_once_and_one_that_is_gone_lets_nobody_in() throws IOException {
        Optional<Path> file = file("token", TOKEN);
        WebhookCredential credential = new WebhookCredential(file, Optional.empty());
        Files.writeString(file.orElseThrow(), "another-token-of-alertmanager");
        assertThat(credential.match("Bearer " + TOKEN)).isEqualTo(Match.OTHER);
        assertThat(credential.match("Bearer another-token-of-alertmanager")).isEqualTo(Match.SAME);

        Files.writeString(file.orElseThrow(), "");
        assertThat(credential.match("Bearer ")).isEqualTo(Match.UNREADABLE);
        Files.delete(file.orElseThrow());
        assertThat(credential.match("Bearer another-token-of-alertmanager"))
                .isEqualTo(Match.UNREADABLE);

        file("token", TOKEN);
        assertThat(credential.match("Bearer " + TOKEN)).isEqualTo(Match.SAME);
    }

    @Test
    void what_is_wanted_is_told_as_the_standards_have_it() throws IOException {
        assertThat(new WebhookCredential(file("token", TOKEN), Optional.empty()).challenge())
                .isEqualTo("Bearer realm=\"meshfuse\"");
        assertThat(new WebhookCredential(Optional.empty(), file("basic", BASIC)).challenge())
                .isEqualTo("Basic realm=\"meshfuse\", charset=\"UTF-8\"");
    }

    private Optional<Path> file(String name, String text) throws IOException {
        return Optional.of(Files.writeString(folder.resolve(name), text));
    }

    private static String basic(String credentials) {
        return "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
