package dev.meshfuse.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that tell how to install it. */
class InstallationDocsTest {
    private static final Path DOCS = Path.of("docs");
    private static final Path INSTALLATION = DOCS.resolve("installation.md");
    private static final Pattern PIECE = Pattern.compile("kubernetes/[a-z0-9/.-]*[a-z0-9]");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)?(#[a-z0-9-]+)?\\)");
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");

    @Test
    void every_piece_of_the_folder_is_part_of_the_steps() throws IOException {
        Set<String> named = pieces(INSTALLATION);

        try (Stream<Path> files = Files.walk(Rendering.ROOT)) {
            List<String> missing =
                    files.filter(Files::isRegularFile)
                            .map(file -> file.toString().replace('\\', '/'))
                            .filter(file ->
                                    named.stream()
                                            .noneMatch(piece ->
                                                    file.equals(piece)
                                                            || file.startsWith(piece + "/")))
                            .toList();
            assertThat(missing).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"installation.md", "settings.md", "gitops.md", "sizing.md", "upgrading.md"})
    void what_a_page_refers_to_exists(String name) throws IOException {
        Path page = DOCS.resolve(name);

        assertThat(pieces(page)).allMatch(piece -> Files.exists(Path.of(piece)), "exists");
        for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
            if (link.group(1) != null) {
                assertThat(DOCS.resolve(link.group(1))).exists();
            }
            if (link.group(2) != null && link.group(1) == null) {
                assertThat(anchors(page)).contains(link.group(2));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"installation.md", "gitops.md"})
    void what_is_to_be_copied_is_yaml(String name) throws IOException {
        List<String> blocks =
                Pattern.compile("(?ms)^ *```yaml\\n(.*?)^ *```")
                        .matcher(Files.readString(DOCS.resolve(name)))
                        .results()
                        .map(found -> found.group(1))
                        .toList();

        assertThat(blocks).hasSizeGreaterThan(1);
        assertThat(blocks).flatMap(Rendering::documents).allMatch(JsonNode::isObject);
    }

    @Test
    void the_kustomization_of_ones_own_renders_as_it_stands() throws IOException {
        Kustomize.need();
        Matcher yaml = YAML.matcher(Files.readString(INSTALLATION));
        assertThat(yaml.find()).isTrue();
        Path folder = Path.of("target", "my-meshfuse");
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                yaml.group(1)
                        .replace("../kubernetes", "../../kubernetes")
                        .replace("REGISTRY", "some.example"));

        List<JsonNode> objects = Rendering.documents(Kustomize.render(folder));

        JsonNode container =
                objects.stream()
                        .filter(one -> one.path("kind").asText().equals("StatefulSet"))
                        .map(one -> Rendering.pod(one).at("/containers/0"))
                        .findFirst()
                        .orElseThrow();
        assertThat(container.path("image").asText()).isEqualTo("some.example/meshfuse:0.1.0");
        assertThat(container.path("env").findValuesAsText("name"))
                .contains("MESHFUSE_CLUSTER", "MESHFUSE_GUARD_MODE", "KAFKA_SASL_JAAS_CONFIG");
        assertThat(objects).anyMatch(one -> one.path("kind").asText().equals("Certificate"));
    }

    @Test
    void the_certificate_by_hand_is_for_the_same_names_as_the_other() throws IOException {
        Kustomize.need();
        String page = Files.readString(INSTALLATION);
        List<String> byHand =
                Pattern.compile("DNS:([^,']+)")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1))
                        .toList();

        List<String> made = new ArrayList<>();
        Rendering.CERTIFIED
                .object("Certificate", "meshfuse")
                .at("/spec/dnsNames")
                .forEach(name -> made.add(name.asText()));
        assertThat(made).containsAll(byHand);
        assertThat(byHand).contains("*.meshfuse-replicas.meshfuse.svc");
        assertThat(Rendering.pod(Rendering.BASE.meshfuse()).findValuesAsText("value"))
                .contains("$(MESHFUSE_REPLICA).meshfuse-replicas.$(POD_NAMESPACE).svc:8080");
    }

    @Test
    void every_check_of_readiness_is_explained() throws IOException {
        String page = Files.readString(INSTALLATION);
        String checks = Files.readString(Path.of("src/main/java/dev/meshfuse/app/Readiness.java"));

        List<String> names =
                Pattern.compile("response\\(\\s*\"([a-z-]+)\"")
                        .matcher(checks)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(names)
                .hasSizeGreaterThan(5)
                .allMatch(name -> page.contains("`" + name + "`"), "is explained");
    }

    private static Set<String> pieces(Path page) throws IOException {
        Set<String> all = new TreeSet<>();
        PIECE.matcher(Files.readString(page)).results().map(MatchResult::group).forEach(all::add);
        all.remove("kubernetes/overlays");
        return all;
    }

    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(java.util.Locale.ROOT))
                .map(title -> "#" + title.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
                .toList();
    }
}
