package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.Fault;
import dev.meshfuse.scrape.http.TelemetryConfig.Discovery;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartupChecksTest {
    private static final String LOOPBACK = "127.0.0.1";

    @Test
    void settings_that_can_work_have_no_faults() {
        assertThat(faults(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    meshfuse.topics.partitions          | 0         | must be at least 1
                    meshfuse.topics.replication-factor  | 0         | must be at least 1
                    meshfuse.topics.prefix              | a/b       | may have letters, digits, dots, underscores and hyphens only
                    meshfuse.address                    | 10.0.0.7  | '10.0.0.7' is no address such as 10.0.0.7:8080 or [fd00::7]:8080
                    meshfuse.address                    | http://a:1 | 'http://a:1' is no address such as 10.0.0.7:8080 or [fd00::7]:8080
                    meshfuse.address                    | a:65536   | 'a:65536' is no address such as 10.0.0.7:8080 or [fd00::7]:8080
                    meshfuse.address                    | 0.0.0.0:80 | '0.0.0.0:80' is where one listens, not where others can reach it
                    meshfuse.address                    | [::]:80   | '[::]:80' is where one listens, not where others can reach it
                    meshfuse.telemetry.interval         | 10ms      | must be at least 100ms: each read keeps the proxy's main thread busy
                    meshfuse.telemetry.canary-interval  | 6s        | must not be longer than meshfuse.telemetry.interval
                    meshfuse.telemetry.timeout          | 0s        | must be longer than nothing
                    meshfuse.telemetry.max-canary-targets | -1      | must not be negative
                    meshfuse.telemetry.max-body         | 0         | must be at least 1 byte
                    meshfuse.alert.alertmanager.urls    | am:9093   | 'am:9093' is not an http or https address
                    meshfuse.alert.alertmanager.urls    | http://me:secret@am:9093 | 'http://…@am:9093' must have no credentials: a token belongs into meshfuse.alert.alertmanager.token-file
                    meshfuse.alert.alertmanager.urls    | http://am:9093?a=b | 'http://am:9093?a=b' must have no query and no fragment
                    meshfuse.alert.alertmanager.urls    | http://am:9093,http://am:9093 | 'http://am:9093' is named twice
                    meshfuse.alert.alertmanager.resend  | 1s        | must be at least 5 s and at most 30 min
                    meshfuse.alert.alertmanager.resend  | 31m       | must be at least 5 s and at most 30 min
                    meshfuse.alert.alertmanager.token-file | /none  | '/none' cannot be read
                    meshfuse.external-url               | example.org | 'example.org' is not an http or https address
                    meshfuse.alert.runbooks-url         | file:///r | 'file:///r' is not an http or https address
                    meshfuse.alert.webhook.forget-after | 4m        | must be at least 5 minutes: an alert that fires is told again only now and then
                    meshfuse.http.requests-per-second   | 0         | must be 1 to 1000000
                    meshfuse.http.burst                 | 1000001   | must be 1 to 1000000
                    meshfuse.telemetry.static.targets   | `,`       | is needed with meshfuse.telemetry.discovery=static
                    meshfuse.telemetry.static.targets   | ftp://a:1 | 'ftp://a:1/stats/prometheus' is not a target such as http://10.0.0.7:15090/stats/prometheus
                    """)
    void a_setting_that_cannot_work_is_named_with_the_reason(
            String key, String value, String reason) {
        assertThat(faults(Map.of(key, value))).contains(new Fault(key, reason));
    }

    @Test
    void the_pods_of_the_cluster_are_found_by_default() {
        assertThat(config(Map.of("meshfuse.telemetry.discovery", "")).telemetry().discovery())
                .isEqualTo(Discovery.KUBERNETES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    http-sd  | meshfuse.telemetry.http-sd.url  | is needed with meshfuse.telemetry.discovery=http-sd
                    federate | meshfuse.telemetry.federate.url | is needed with meshfuse.telemetry.discovery=federate
                    """)
    void an_address_that_a_discovery_needs_is_asked_for(
            String discovery, String key, String reason) {
        assertThat(faults(Map.of("meshfuse.telemetry.discovery", discovery)))
                .containsExactly(new Fault(key, reason));
    }

    @Test
    void all_faults_of_a_federation_are_found_at_once() {
        assertThat(
                        faults(
                                Map.of(
                                        "meshfuse.telemetry.discovery", "federate",
                                        "meshfuse.telemetry.federate.url", "ftp://p:1/?match=x",
                                        "meshfuse.telemetry.federate.pod-label", "pod-name",
                                        "meshfuse.telemetry.kubernetes.namespaces",
                                                "shop,Shop,a.b")))
                .containsExactly(
                        new Fault(
                                "meshfuse.telemetry.kubernetes.namespaces",
                                "'Shop' is no name of a namespace"),
                        new Fault(
                                "meshfuse.telemetry.kubernetes.namespaces",
                                "'a.b' is no name of a namespace"),
                        new Fault(
                                "meshfuse.telemetry.federate.url",
                                "'ftp://p:1/?match=x' is not an http or https address"),
                        new Fault(
                                "meshfuse.telemetry.federate.url",
                                "must have no query: what is asked for is added to it"),
                        new Fault(
                                "meshfuse.telemetry.federate.pod-label",
                                "'pod-name' is no name of a label"));
    }

    @Test
    void all_faults_are_found_at_once() {
        List<Fault> faults =
                faults(
                        Map.of(
                                "meshfuse.topics.partitions", "0",
                                "meshfuse.telemetry.timeout", "0s",
                                "meshfuse.telemetry.discovery", "http-sd",
                                "meshfuse.telemetry.http-sd.url", "file:///etc/passwd",
                                "meshfuse.definitions", "files"));

        assertThat(faults)
                .extracting(Fault::path)
                .containsExactly(
                        "meshfuse.topics.partitions",
                        "meshfuse.telemetry.timeout",
                        "meshfuse.telemetry.http-sd.url",
                        "meshfuse.definitions.files");
    }

    @Test
    void without_a_check_of_callers_the_interface_must_be_on_loopback() {
        List<Fault> faults =
                StartupChecks.faults(
                        config(Map.of("meshfuse.auth.mode", "none")), "0.0.0.0", Set.of());

        assertThat(faults)
                .containsExactly(
                        new Fault(
                                "quarkus.http.host",
                                "is '0.0.0.0'; with meshfuse.auth.mode=none it must be loopback"));
    }

    @Test
    void where_callers_are_checked_the_interface_may_be_anywhere() {
        assertThat(StartupChecks.faults(config(Map.of()), "0.0.0.0", Set.of())).isEmpty();
    }

    @Test
    void every_fault_of_the_files_of_definitions_is_told(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("slos.yaml"),
                        """
                        apiVersion: meshfuse.dev/v1alpha1
                        kind: ServiceLevelObjective
                        metadata: {name: cart, namespace: shop}
                        spec: {service: {name: cart}, objective: "100%", colour: red}
                        """);

        List<Fault> faults =
                faults(
                        Map.of(
                                "meshfuse.definitions",
                                "files",
                                "meshfuse.definitions.files",
                                file.toString()));

        assertThat(faults)
                .singleElement()
                .extracting(Fault::reason)
                .asString()
                .contains("slos.yaml:4:31: spec.objective: ")
                .contains("slos.yaml:4:50: spec.colour: ");
    }

    @Test
    void variables_for_no_setting_are_named() {
        List<Fault> faults =
                StartupChecks.faults(
                        config(Map.of()),
                        LOOPBACK,
                        Set.of("MESHFUSE_TELEMETRY_INTERVALL", "MESHFUSE_FOO", "PATH"));

        assertThat(faults)
                .extracting(Fault::path)
                .containsExactly("MESHFUSE_FOO", "MESHFUSE_TELEMETRY_INTERVALL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MESHFUSE_CLUSTER",
                "MESHFUSE_DEFINITIONS",
                "MESHFUSE_DEFINITIONS_FILES",
                "MESHFUSE_TELEMETRY_CANARY_INTERVAL",
                "MESHFUSE_TELEMETRY_STATIC_TARGETS",
                "MESHFUSE_TELEMETRY_STATIC_TARGETS_0_",
                "MESHFUSE_TOPICS_REPLICATION_FACTOR",
                "MESHFUSE_SERVICE_HOST",
                "MESHFUSE_SERVICE_PORT_HTTP",
                "MESHFUSE_PORT",
                "MESHFUSE_PORT_8080_TCP_ADDR",
                "MESHFUSE_KAFKA_SERVICE_HOST",
                "MESHFUSE_ALERT_WEBHOOK_TOKEN_FILE",
                "MESHFUSE_ALERT_WEBHOOK_MAPPING_0__SERVICE",
                "MESHFUSE_ALERT_WEBHOOK_MAPPING_10__WHEN_TEAM"
            })
    void variables_of_settings_and_of_kubernetes_are_let_be(String name) {
        assertThat(StartupChecks.faults(config(Map.of()), LOOPBACK, Set.of(name))).isEmpty();
    }

    @Test
    void unknown_keys_and_values_that_cannot_be_read_are_told_together() {
        Map<String, String> settings =
                Map.of(
                        "meshfuse.foo", "1",
                        "meshfuse.telemetry.intervall", "1s",
                        "meshfuse.telemetry.interval", "soon",
                        "meshfuse.topics.partitions", "many");

        assertThatThrownBy(() -> config(settings))
                .message()
                .contains("meshfuse.foo")
                .contains("meshfuse.telemetry.intervall")
                .contains("meshfuse.telemetry.interval with the config value \"soon\"")
                .contains("meshfuse.topics.partitions");
    }

    @ParameterizedTest
    @CsvSource({"short", "a blank in it and long enough", "''"})
    void a_secret_of_flaggers_gates_that_is_of_no_use_is_refused(String text, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("token"), text);
        String key = "meshfuse.flagger.gate-token-file";

        assertThat(faults(Map.of(key, file.toString())))
                .extracting(Fault::path)
                .containsExactly(key);
        assertThat(faults(Map.of(key, folder + "/none")))
                .containsExactly(new Fault(key, "'" + folder + "/none' cannot be read"));
        Files.writeString(file, "twenty-letters-and-more\n");
        assertThat(faults(Map.of(key, file.toString()))).isEmpty();
    }

    @Test
    void a_token_that_cannot_be_a_header_is_refused_and_not_told(@TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "my secret\nof two lines");
        String key = "meshfuse.alert.alertmanager.token-file";

        assertThat(faults(Map.of(key, file.toString())))
                .singleElement()
                .hasToString(
                        key
                                + ": what is in it must be one line without blanks, of characters"
                                + " that a header can have");
        Files.writeString(file, "my-secret\n");
        assertThat(faults(Map.of(key, file.toString()))).isEmpty();
    }

    @Test
    void a_tls_configuration_that_does_not_exist_is_named() {
        MeshfuseConfig config =
                config(Map.of("meshfuse.alert.alertmanager.tls-configuration-name", "am"));

        assertThat(AlertChecks.tls(config, name -> false))
                .extracting(Fault::toString)
                .containsExactly(
                        "meshfuse.alert.alertmanager.tls-configuration-name: there is no TLS"
                                + " configuration quarkus.tls.am");
        assertThat(AlertChecks.tls(config, "am"::equals)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "token-file, short, a-token-of/alertmanager==",
        "token-file, a blank in it and long enough, twenty-letters-and-more",
        "basic-file, name:short, name:a password long enough",
        "basic-file, no-colon-but-long-enough, a:sixteen-letters!"
    })
    void a_credential_of_alertmanager_that_is_of_no_use_is_refused(
            String setting, String bad, String good, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("credential"), bad);
        String key = "meshfuse.alert.webhook." + setting;

        assertThat(faults(Map.of(key, file.toString())))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.path()).isEqualTo(key);
                    assertThat(fault.reason())
                            .startsWith("what is in it must be one line")
                            .doesNotContain(bad);
                });
        assertThat(faults(Map.of(key, folder + "/none")))
                .containsExactly(new Fault(key, "'" + folder + "/none' cannot be read"));
        Files.writeString(file, good + "\n");
        assertThat(faults(Map.of(key, file.toString()))).isEmpty();
    }

    @Test
    void every_fault_of_every_rule_for_alerts_is_told() {
        String key = "meshfuse.alert.webhook.mapping";
        List<Fault> faults =
                faults(
                        Map.of(
                                key + "[0].when.team", "shop",
                                key + "[0].namespace", "shop",
                                key + "[1].service", "{app}",
                                key + "[1].namespace", "Shop",
                                key + "[2].fuse", "a b"));

        assertThat(faults)
                .containsExactly(
                        new Fault(key + "[0]", "must say service, slo or fuse"),
                        new Fault(
                                key + "[1].namespace", "'Shop' is no name, and no label in braces"),
                        new Fault(key + "[2].fuse", "'a b' is no name, and no label in braces"));
        assertThatThrownBy(() -> config(Map.of(key + "[0].servise", "cart")))
                .message()
                .contains(key + "[0].servise");
    }

    private static List<Fault> faults(Map<String, String> settings) {
        return StartupChecks.faults(config(settings), LOOPBACK, Set.of());
    }

    /** Settings that can work, but for those given. */
    static MeshfuseConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        all.put("meshfuse.telemetry.discovery", "static");
        all.put("meshfuse.telemetry.static.targets", "10.0.0.7:15090");
        all.putAll(settings);
        all.values().removeIf(String::isEmpty);
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(MeshfuseConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build()
                .getConfigMapping(MeshfuseConfig.class);
    }
}
