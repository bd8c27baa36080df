package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.alert.AlertName;
import dev.meshfuse.alert.http.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Alerts, their runbooks and their page belong together. */
class AlertDocsTest {
    private static final Path RUNBOOKS = Path.of("docs", "runbooks");
    private static final Path PAGE = Path.of("docs", "alerts.md");

    /** As rules of Prometheus name an alert. */
    private static final Pattern RULE = Pattern.compile("(?m)^\\s*(?:- )?alert:\\s*(\\w+)\\s*$");

    @Test
    void every_alert_has_a_runbook_and_every_runbook_an_alert() throws IOException {
        Set<String> alerts = new TreeSet<>(rulesOfOurs());
        for (AlertName name : AlertName.values()) {
            alerts.add(name.name());
        }
        try (Stream<Path> files = Files.list(RUNBOOKS)) {
            assertThat(files.map(file -> file.getFileName().toString().replaceFirst("\\.md$", "")))
                    .containsExactlyInAnyOrderElementsOf(alerts);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_runbook_says_what_it_means_what_to_do_and_when_it_ends(AlertName name)
            throws IOException {
        String text = Files.readString(RUNBOOKS.resolve(name + ".md"));

        assertThat(text)
                .startsWith("# " + name + "\n")
                .contains(
                        "## What it means",
                        "## What it does to users",
                        "## How to look",
                        "## What to do",
                        "## When it ends",
                        "curl -s",
                        "kubectl ");
    }

    @Test
    void the_page_has_every_alert_and_every_outcome() throws IOException {
        String page = Files.readString(PAGE);

        for (AlertName name : AlertName.values()) {
            assertThat(page).contains("| [%1$s](runbooks/%1$s.md) |".formatted(name));
        }
        for (Outcome outcome : Outcome.values()) {
            assertThat(page).contains("`" + outcome.word() + "`");
        }
        assertThat(page)
                .contains(
                        AlertChecks.URLS,
                        AlertChecks.RESEND,
                        AlertChecks.TOKEN_FILE,
                        AlertChecks.TLS,
                        AlertChecks.EXTERNAL_URL,
                        AlertChecks.RUNBOOKS_URL,
                        MetricNames.ALERTMANAGER_ALERTS.replace('.', '_') + "_total");
    }

    private static Set<String> rulesOfOurs() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("kubernetes"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .flatMap(file -> RULE.matcher(read(file)).results())
                    .map((MatchResult found) -> found.group(1))
                    .collect(Collectors.toSet());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
