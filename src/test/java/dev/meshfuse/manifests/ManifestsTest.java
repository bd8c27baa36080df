package dev.meshfuse.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.app.Stop;
import dev.meshfuse.testing.kubernetes.ShippedRoles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything under {@code kubernetes/} that is rendered by kustomize. */
class ManifestsTest {
    /** The same rules for a Prometheus without the operator, and their tests. */
    private static final Set<String> FOR_PROMTOOL =
            Set.of("meshfuse-alerts.yaml", "meshfuse-alerts.test.yaml");

    private static final String NAMESPACE = "meshfuse";
    private static final Set<String> WITHOUT_NAMESPACE =
            Set.of("Namespace", "ClusterRole", "ClusterRoleBinding");

    /** Features that act, each with the role that lets them. */
    private static final List<String> ACTING =
            List.of(
                    "virtual-services.yaml",
                    "gateway-api.yaml",
                    "argo-rollouts.yaml",
                    "flagger.yaml");

    @BeforeAll
    static void kubectl() {
        Kustomize.need();
    }

    static Stream<Rendering> all() {
        return Rendering.all();
    }

    static Stream<Rendering> installations() {
        return Rendering.installations();
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_object_is_one_that_the_api_server_knows(Rendering rendering) {
        List<String> faults = new ArrayList<>();
        for (JsonNode object : rendering.objects()) {
            Schemas.faults(object).forEach(fault -> faults.add(named(object) + ": " + fault));
        }

        assertThat(rendering.objects()).isNotEmpty();
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_object_is_there_once_in_the_namespace_and_labelled(Rendering rendering) {
        assertThat(rendering.objects()).extracting(ManifestsTest::named).doesNotHaveDuplicates();
        assertThat(rendering.objects())
                .allSatisfy(object -> {
                    assertThat(object.at("/metadata/namespace").asText(NAMESPACE))
                            .isEqualTo(NAMESPACE);
                    assertThat(object.at("/metadata").has("namespace"))
                            .as(named(object))
                            .isEqualTo(!WITHOUT_NAMESPACE.contains(object.path("kind").asText()));
                });
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_objects_say_of_each_other_is_so(Rendering rendering) {
        assertThat(References.faults(rendering)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("installations")
    void every_pod_keeps_the_restricted_standard_that_its_namespace_demands(Rendering rendering) {
        JsonNode labels = rendering.object("Namespace", NAMESPACE).at("/metadata/labels");
        assertThat(labels.path("pod-security.kubernetes.io/enforce").asText())
                .isEqualTo("restricted");
        for (JsonNode workload : rendering.objects("StatefulSet")) {
            assertThat(PodSecurity.faults(Rendering.pod(workload))).as(named(workload)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void every_image_has_a_version(Rendering rendering) {
        assertThat(rendering.objects("StatefulSet"))
                .flatExtracting(one -> Rendering.pod(one).findValuesAsText("image"))
                .isNotEmpty()
                .allMatch(image -> image.matches("[a-z./-]+:\\d+(\\.\\d+)+"), "name:1.2.3");
    }

    @ParameterizedTest
    @MethodSource("installations")
    void the_kubelet_asks_on_the_management_port(Rendering rendering) {
        JsonNode container = Rendering.pod(rendering.meshfuse()).at("/containers/0");

        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(container.at("/livenessProbe/httpGet/path").asText())
                .isEqualTo("/q/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText())
                .isEqualTo("/q/health/ready");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.path(probe).at("/httpGet/port").asText()).isEqualTo("management");
        }
        assertThat(container.path("ports"))
                .anyMatch(port ->
                        port.path("name").asText().equals("management")
                                && port.path("containerPort").asInt() == 9000);
    }

    @ParameterizedTest
    @MethodSource("installations")
    void the_program_has_the_time_it_takes_to_stop(Rendering rendering) {
        JsonNode pod = Rendering.pod(rendering.meshfuse());
        long patience = Stop.PATIENCE.toSeconds();
        int before = pod.at("/containers/0/lifecycle/preStop/exec/command/1").asInt();

        assertThat(before).isPositive();
        assertThat(pod.path("terminationGracePeriodSeconds").asLong())
                .isGreaterThan(before + patience);
    }

    @ParameterizedTest
    @MethodSource("installations")
    void roles_are_bound_as_they_are_tested_unless_nothing_may_be_acted_on(Rendering rendering) {
        boolean observes = rendering.toString().contains("observe");
        Set<String> granted = new TreeSet<>();
        for (JsonNode role : rendering.objects("ClusterRole")) {
            if (role.at("/metadata/labels").has("meshfuse.dev/aggregate-to-meshfuse")) {
                granted.addAll(granted(role));
            }
        }
        Set<String> expected = new TreeSet<>();
        for (String file : ShippedRoles.files()) {
            if (!file.equals("people.yaml")) {
                expected.addAll(ShippedRoles.granted(file));
            }
        }
        if (observes) {
            for (String file : ACTING) {
                expected.removeIf(one ->
                        one.startsWith("patch ") && ShippedRoles.granted(file).contains(one));
            }
        }

        assertThat(granted).isEqualTo(expected);
        assertThat(granted.stream().anyMatch(one -> one.startsWith("patch networking.istio.io")))
                .isEqualTo(!observes);
        assertThat(variable(rendering, "MESHFUSE_GUARD_MODE")).isEqualTo(observes ? "observe" : "");
    }

    @Test
    void every_component_and_every_file_is_part_of_something_that_is_rendered() throws IOException {
        Set<Path> used = new TreeSet<>();
        Rendering.all()
                .forEach(one -> {
                    used.add(one.folder());
                    used.addAll(one.components());
                });
        used.add(ShippedRoles.FOLDER);

        try (Stream<Path> files = Files.walk(Rendering.ROOT)) {
            List<Path> folders =
                    files.filter(file -> file.endsWith("kustomization.yaml"))
                            .map(Path::getParent)
                            .toList();
            assertThat(used).containsExactlyInAnyOrderElementsOf(folders);
            for (Path folder : folders) {
                everyFileIsNamed(folder);
            }
        }
    }

    @Test
    void what_is_wrong_is_found(@TempDir Path folder) throws IOException {
        ObjectNode workload = Rendering.BASE.meshfuse().deepCopy();
        ((ObjectNode) Rendering.pod(workload)).put("terminationGracePeriod", 30);
        assertThat(Schemas.faults(workload))
                .singleElement()
                .asString()
                .contains("terminationGracePeriod");

        ObjectNode topic = Rendering.STRIMZI.objects("KafkaTopic").getFirst().deepCopy();
        ((ObjectNode) topic.path("spec")).put("partition", 6);
        assertThat(Schemas.faults(topic)).containsExactly("no such field: /Spec/partition");

        assertThat(Schemas.faults(topic.put("apiVersion", "kafka.strimzi.io/v2")))
                .containsExactly("nothing is known of kind KafkaTopic in kafka.strimzi.io/v2");

        Files.writeString(folder.resolve("kustomization.yaml"), "resources: [missing.yaml]\n");
        assertThatThrownBy(() -> Kustomize.render(folder)).hasMessageContaining("missing.yaml");
    }

    private static void everyFileIsNamed(Path folder) throws IOException {
        String list = Files.readString(folder.resolve("kustomization.yaml"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(
                            files.filter(Files::isRegularFile)
                                    .map(file -> file.getFileName().toString()))
                    .filteredOn(name -> !name.equals("kustomization.yaml"))
                    .filteredOn(name -> !FOR_PROMTOOL.contains(name))
                    .allMatch(name -> list.contains("- " + name), "is named in " + folder);
        }
    }

    private static Set<String> granted(JsonNode role) {
        Set<String> all = new TreeSet<>();
        for (JsonNode rule : role.path("rules")) {
            for (JsonNode group : rule.path("apiGroups")) {
                for (JsonNode resource : rule.path("resources")) {
                    for (JsonNode verb : rule.path("verbs")) {
                        all.add(
                                "%s %s %s"
                                        .formatted(
                                                verb.asText(), group.asText(), resource.asText()));
                    }
                }
            }
        }
        return all;
    }

    private static String variable(Rendering rendering, String name) {
        return Rendering.each(Rendering.pod(rendering.meshfuse()).at("/containers/0/env"))
                .filter(one -> one.path("name").asText().equals(name))
                .map(one -> one.path("value").asText())
                .findFirst()
                .orElse("");
    }

    private static String named(JsonNode object) {
        return object.path("kind").asText() + "/" + Rendering.nameOf(object);
    }
}
