package dev.meshfuse.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are shipped for a cluster, and the page that tells of all. */
class ShippedSettingsTest {
    private static final Path PAGE = Path.of("docs", "settings.md");

    @BeforeAll
    static void kubectl() {
        Kustomize.need();
    }

    static Stream<Rendering> installations() {
        return Rendering.installations();
    }

    @ParameterizedTest
    @MethodSource("installations")
    void every_setting_that_is_shipped_exists(Rendering rendering) throws IOException {
        assertThat(properties(rendering).stringPropertyNames())
                .isNotEmpty()
                .allMatch(KnownSettings::has, "is a setting");
        assertThat(Rendering.pod(rendering.meshfuse()).at("/containers/0/env"))
                .extracting(one -> one.path("name").asText())
                .filteredOn(name -> !name.equals("POD_NAMESPACE"))
                .isNotEmpty()
                .allMatch(KnownSettings::hasVariable, "is the variable of a setting");
    }

    @ParameterizedTest
    @MethodSource("installations")
    void files_that_are_named_are_in_a_volume(Rendering rendering) throws IOException {
        JsonNode container = Rendering.pod(rendering.meshfuse()).at("/containers/0");
        Stream<String> values =
                Stream.concat(
                        properties(rendering).values().stream().map(String::valueOf),
                        Rendering.each(container.path("env"))
                                .map(one -> one.path("value").asText()));

        assertThat(values.filter(value -> value.startsWith("/")))
                .isNotEmpty()
                .allMatch(
                        file ->
                                Rendering.each(container.path("volumeMounts"))
                                        .anyMatch(mount ->
                                                Path.of(file)
                                                        .startsWith(
                                                                mount.path("mountPath").asText())),
                        "is in a volume");
    }

    @ParameterizedTest
    @MethodSource("installations")
    void the_interface_is_encrypted_by_itself_or_by_the_mesh(Rendering rendering)
            throws IOException {
        boolean own =
                "disabled"
                        .equals(
                                properties(rendering)
                                        .getProperty("quarkus.http.insecure-requests"));
        boolean byMesh =
                rendering.objects("PeerAuthentication").stream()
                        .anyMatch(one -> one.at("/spec/mtls/mode").asText().equals("STRICT"));

        assertThat(own).isNotEqualTo(byMesh);
        assertThat(properties(rendering).getProperty("quarkus.http.host")).isEqualTo("0.0.0.0");
    }

    @Test
    void every_setting_of_ours_is_on_the_page_and_none_that_does_not_exist() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(KnownSettings.ours())
                .allMatch(name -> page.contains(KnownSettings.written(name, "| `", "` |")));
        assertThat(
                        java.util.regex.Pattern.compile("(?m)^\\| `([a-z][a-z0-9.-]+)` \\|")
                                .matcher(page)
                                .results()
                                .map(found -> found.group(1)))
                .hasSizeGreaterThan(30)
                .allMatch(KnownSettings::has, "is a setting");
    }

    @Test
    void every_setting_of_ours_is_on_the_reference_sheet() throws IOException {
        String sheet = Files.readString(Path.of("src/main/resources/application.properties"));

        assertThat(KnownSettings.ours())
                .allMatch(name ->
                        sheet.lines()
                                .anyMatch(line ->
                                        line.startsWith(KnownSettings.written(name, "#", "="))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "meshfuse.nothing",
                "quarkus.http.nothing",
                "quarkus.tls.http.reload",
                "kafka.nothing",
                "kafka-streams.nothing"
            })
    void what_is_no_setting_is_noticed(String name) {
        assertThat(KnownSettings.has(name)).isFalse();
        assertThat(KnownSettings.hasVariable("MESHFUSE_NOTHING")).isFalse();
        assertThat(KnownSettings.hasVariable("KAFKA_PORT")).isFalse();
    }

    private static Properties properties(Rendering rendering) throws IOException {
        JsonNode map =
                rendering.objects("ConfigMap").stream()
                        .filter(one -> one.path("data").has("application.properties"))
                        .findFirst()
                        .orElseThrow();
        Properties properties = new Properties();
        properties.load(new StringReader(map.at("/data/application.properties").asText()));
        return properties;
    }
}
