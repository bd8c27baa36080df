package dev.meshfuse.definition.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidateCommandTest {
    private static final String SLO =
            """
            apiVersion: meshfuse.dev/v1alpha1
            kind: ServiceLevelObjective
            metadata:
              name: cart-availability
              namespace: shop
            spec:
              service:
                name: cart
              objective: "99.9%"
            """;

    private static final String FUSE =
            """
            apiVersion: meshfuse.dev/v1alpha1
            kind: Fuse
            metadata: {name: cart, namespace: shop}
            spec:
              slos:
                - name: cart-availability
              targetRef: {group: networking.istio.io, kind: VirtualService, name: cart}
              stable: {host: cart, subset: v1}
              canary: {host: cart, subset: v2}
            """;

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void the_example_is_good() {
        int status = run("", "kubernetes/examples");

        assertThat(out())
                .isEqualTo(
                        "2 definitions: 2 without a fault, 0 refused; 0 faults; 0 objects of other kinds skipped\n");
        assertThat(status).isEqualTo(ValidateCommand.GOOD);
    }

    @Test
    void every_fault_is_told_with_file_line_column_and_path() {
        String slo =
                SLO.replace("99.9%", "100%")
                        + """
                          alerting:
                            tiers:
                              - {name: fast, severity: Page, long: 1h, short: 2h, burn: "2"}
                              - name: slow
                                severity: Ticket
                                long: 1d
                                short: 1h
                          unknown.field: 1
                        """;

        int status = run("", write("a.yaml", "# comment\n---\n" + slo), write("b.yaml", FUSE));

        assertThat(out().replace(directory + "/", ""))
                .isEqualTo(
                        """
                        a.yaml:11:3: spec.objective: an objective must be below 100 %: 100 % leaves no error budget to keep
                        a.yaml:14:48: spec.alerting.tiers[0].short: is 2h; it must be shorter than long, which is 1h
                        a.yaml:15:9: spec.alerting.tiers[1].burn: is required
                        a.yaml:19:3: spec.unknown.field: is unknown; known here: service, indicator, counting, objective, window, alerting
                        b.yaml:6:7: spec.slos[0].name: ServiceLevelObjective shop/cart-availability was refused
                        2 definitions: 0 without a fault, 2 refused; 5 faults; 0 objects of other kinds skipped
                        """);
        assertThat(status).isEqualTo(ValidateCommand.FAULTS);
    }

    @Test
    void faults_that_show_only_across_files_are_told() {
        int status =
                run(
                        "",
                        write("a.yaml", SLO),
                        write("b.yaml", SLO),
                        write("c.yaml", FUSE.replace("cart-availability", "other")));

        assertThat(out().replace(directory + "/", ""))
                .isEqualTo(
                        """
                        a.yaml:4:3: metadata.name: ServiceLevelObjective shop/cart-availability is also defined by b.yaml:1:1
                        b.yaml:4:3: metadata.name: ServiceLevelObjective shop/cart-availability is also defined by a.yaml:1:1
                        c.yaml:6:7: spec.slos[0].name: there is no ServiceLevelObjective shop/other
                        3 definitions: 0 without a fault, 3 refused; 3 faults; 0 objects of other kinds skipped
                        """);
        assertThat(status).isEqualTo(ValidateCommand.FAULTS);
    }

    @Test
    void standard_input_and_json_are_read_and_other_kinds_counted() {
        String json =
                """
                {"apiVersion": "v1", "kind": "List", "items": [
                  {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart"}},
                  {"apiVersion": "meshfuse.dev/v1alpha1", "kind": "ServiceLevelObjective",
                   "metadata": {"name": "a", "namespace": "shop", "generation": 3},
                   "spec": {"service": {"name": "cart"}, "objective": 99.9},
                   "status": {"conditions": []}}]}
                """;

        int status = run(json, "-");

        assertThat(out())
                .isEqualTo(
                        """
                        stdin:5:42: spec.objective: must be text: write it in quotes, "99.9"
                        1 definition: 0 without a fault, 1 refused; 1 fault; 1 object of other kinds skipped
                        """);
        assertThat(status).isEqualTo(ValidateCommand.FAULTS);
    }

    @Test
    void a_document_that_cannot_be_parsed_hides_no_other_fault() {
        String bad = write("bad.yaml", SLO.replace("99.9%", "0%") + "---\nkind: [\n");

        int status = run("", bad, write("good.yaml", SLO));

        assertThat(out())
                .contains(
                        bad + ":9:3: spec.objective: an objective must be above 0 %\n",
                        bad + ":12:1: YAML: ",
                        "2 definitions: 1 without a fault, 1 refused; 2 faults");
        assertThat(status).isEqualTo(ValidateCommand.FAULTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    text                                   | 1:1: document: must be an object with apiVersion, kind, metadata and spec
                    []                                     | 1:1: document: must be an object with apiVersion, kind, metadata and spec
                    {}                                     | 1:1: apiVersion: is required
                    {kind: List, items: 1}                 | 1:14: items: must be a list of objects
                    {kind: Fuse, apiVersion: apps/v1}      | 1:14: apiVersion: is 'apps/v1'; it must be meshfuse.dev/v1alpha1
                    {kind: Slo, apiVersion: meshfuse.dev/v1alpha1} | 1:2: kind: is 'Slo'; it must be ServiceLevelObjective or Fuse
                    {kind: !!java.net.URL x}               | 1:8: YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL
                    {a: &a [1], b: *c}                     | 1:16: YAML: found undefined alias c
                    """)
    void what_is_no_object_of_ours_is_told_at_its_place(String yaml, String fault) {
        run(yaml + "\n", "-");

        assertThat(out()).contains("stdin:" + fault);
    }

    @Test
    void names_used_again_stand_for_what_they_name() {
        String yaml =
                """
                apiVersion: meshfuse.dev/v1alpha1
                kind: ServiceLevelObjective
                metadata: {name: &name a, namespace: shop}
                spec: {service: {name: *name}, objective: "99%", window: {rolling: 7d}}
                """;

        assertThat(run(yaml, "-")).isEqualTo(ValidateCommand.GOOD);
    }

    @Test
    void the_interval_of_scraping_decides_which_windows_can_be_seen() {
        String slo =
                SLO
                        + "  alerting: {tiers: [{name: a, severity: Page, long: 1h, short: 30s, burn: \"2\"}]}\n";

        assertThat(run(slo, "-")).isEqualTo(ValidateCommand.GOOD);
        assertThat(run(slo, "--interval", "1m", "-")).isEqualTo(ValidateCommand.FAULTS);
        assertThat(out()).contains("proxies are read every 1m only (meshfuse.telemetry.interval)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    ""                      | no file is named
                    --strict a.yaml         | unknown option '--strict'
                    a.yaml --interval       | --interval needs a duration such as 5s
                    --interval 0s a.yaml    | --interval must be longer than zero
                    --interval soon a.yaml  | 'soon' is not a duration such as 30d, 1h30m or 100ms
                    """)
    void a_command_that_is_written_wrongly_is_explained(String arguments, String reason) {
        int status =
                run(
                        "",
                        Stream.of(arguments.split(" "))
                                .filter(one -> !one.isEmpty())
                                .toArray(String[]::new));

        assertThat(err()).startsWith("validate: " + reason + "\nusage: validate");
        assertThat(out()).isEmpty();
        assertThat(status).isEqualTo(ValidateCommand.UNUSABLE);
    }

    @Test
    void a_file_that_cannot_be_read_is_told_beside_the_faults_of_others() throws IOException {
        Path latin = directory.resolve("latin.yaml");
        Files.write(latin, new byte[] {'a', ':', ' ', (byte) 0xE9});

        int status =
                run(
                        "",
                        write("a.yaml", SLO.replace("99.9%", "99.9")),
                        latin.toString(),
                        "none.yaml");

        assertThat(out())
                .contains(
                        "a.yaml:9:3: spec.objective: ",
                        latin + ": file: cannot be read: it is not UTF-8\n",
                        "none.yaml: file: cannot be read: it is not there\n",
                        "1 definition: 0 without a fault, 1 refused; 3 faults");
        assertThat(status).isEqualTo(ValidateCommand.UNUSABLE);
    }

    @Test
    void a_file_named_twice_is_read_once() {
        String file = write("a.yaml", SLO);

        assertThat(run("", file, file)).isEqualTo(ValidateCommand.GOOD);
    }

    @Test
    void help_is_no_fault() {
        assertThat(run("", "--help")).isEqualTo(ValidateCommand.GOOD);
        assertThat(out()).isEqualTo(ValidateCommand.USAGE);
    }

    private int run(String in, String... arguments) {
        out.reset();
        return new ValidateCommand(
                        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private String write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text).toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
