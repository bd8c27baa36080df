package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.FusePhase;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.fuse.WeightPlan;
import io.fabric8.zjsonpatch.JsonDiff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is done to each kind of target, as folders: {@code given.yaml} objects before, {@code
 * input.yaml} what happens, {@code after.yaml} the objects after, {@code events.yaml} what is said.
 * After every step that the fuse makes, nothing may differ but what its plan names.
 */
class TargetScenarioTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "scenarios", "targets");
    private static final Set<String> FILES =
            Set.of("given.yaml", "input.yaml", "after.yaml", "events.yaml");

    private List<WeightChange> held = List.of();

    static Stream<String> scenarios() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void the_target_is_afterwards_as_the_scenario_says(String scenario) throws IOException {
        try (TargetCluster cluster = new TargetCluster(read(scenario, "given.yaml"))) {
            List<ObjectNode> after = TargetCluster.documents(read(scenario, "after.yaml"));

            for (JsonNode step : TargetCluster.parsed(read(scenario, "input.yaml")).path("steps")) {
                make(step, cluster, after);
            }

            after.forEach(object -> assertThat(cluster.object(object)).isEqualTo(object));
            assertThat(cluster.events.stream().map(TargetScenarioTest::said).toList())
                    .isEqualTo(expectedEvents(scenario));
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void a_scenario_has_its_four_files_and_no_other(String scenario) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(scenario))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(FILES);
        }
    }

    private void make(JsonNode step, TargetCluster cluster, List<ObjectNode> objects) {
        if (step.has("apply")) {
            cluster.kubernetes.apply(step.path("apply").asText());
            return;
        }
        List<ObjectNode> before = objects.stream().map(cluster::object).toList();
        rehearse(cluster);
        assertThat(objects.stream().map(cluster::object).toList()).isEqualTo(before);
        List<WeightChange> changes =
                switch (step.asText()) {
                    case "trip" -> tripped(cluster);
                    case "hold" -> {
                        held = carriedOut(cluster, target -> target.held(List.of()));
                        yield held;
                    }
                    case "freeze" -> carriedOut(cluster, target -> target.held(held));
                    case "release" -> carriedOut(cluster, target -> target.restored(held));
                    case "reset" -> {
                        List<WeightChange> recorded = recorded(cluster);
                        yield carriedOut(cluster, target -> target.restored(recorded));
                    }
                    default -> throw new IllegalArgumentException("unknown step " + step);
                };
        List<ObjectNode> now = objects.stream().map(cluster::object).toList();
        // The way in which elements are added names them by the places where they stand or stood.
        boolean removes = changes.stream().anyMatch(change -> change.removed() != null);
        assertThat(removes ? differences(now, before) : differences(before, now))
                .as("changed by " + step)
                .isEqualTo(named(changes, root(cluster)));
    }

    /** The API server must take what a trip would write, and what is there already. */
    private static void rehearse(TargetCluster cluster) {
        if (cluster.target() instanceof TargetView.Splitting target) {
            TargetObjects objects = new TargetObjects(cluster.account, JsonShapes.newMapper());
            assertThat(target.unchanged().writes()).isNotEmpty().allSatisfy(objects::tryWrite);
            assertThat(target.withoutCanary().writes()).allSatisfy(objects::tryWrite);
        }
    }

    private static List<WeightChange> tripped(TargetCluster cluster) {
        cluster.actor.answer(OnCluster.burns());
        assertThat(cluster.splitting().canaryHasWeight()).isFalse();
        return recorded(cluster);
    }

    private static List<WeightChange> recorded(TargetCluster cluster) {
        return ((FusePhase.Tripped) cluster.open().observed().memory().phase()).trip().recorded();
    }

    private static List<WeightChange> carriedOut(
            TargetCluster cluster, Function<TargetView.Splitting, WeightPlan> planned) {
        FuseActor.Session session = cluster.open();
        WeightPlan plan = planned.apply((TargetView.Splitting) session.observed().target());
        session.shift(plan);
        return plan.changes();
    }

    private static String root(TargetCluster cluster) {
        return cluster.target().name();
    }

    /** The places that differ, each with the object it is in. */
    private static Set<String> differences(List<ObjectNode> before, List<ObjectNode> after) {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < before.size(); i++) {
            ObjectNode object = before.get(i);
            String name =
                    "%s/%s/%s"
                            .formatted(
                                    object.path("kind").asText(),
                                    object.at("/metadata/namespace").asText(),
                                    object.at("/metadata/name").asText());
            JsonDiff.asJson(object, after.get(i))
                    .forEach(change -> all.add(name + "#" + change.path("path").asText()));
        }
        return all;
    }

    private static Set<String> named(List<WeightChange> changes, String root) {
        Set<String> all = new HashSet<>();
        for (WeightChange change : changes) {
            if (change.before() != change.after()) {
                String path = change.path();
                all.add(path.contains("#") ? path : root + "#" + path);
            }
        }
        return all;
    }

    private static String said(FuseEvent event) {
        List<String> changes = new ArrayList<>();
        for (WeightChange change : event.changes()) {
            changes.add(
                    String.format(
                            Locale.ROOT,
                            "%s (%s) %d -> %d",
                            change.path(),
                            change.destination(),
                            change.before(),
                            change.after()));
        }
        return "%s %s %s".formatted(event.type(), event.target(), changes);
    }

    private static List<String> expectedEvents(String scenario) throws IOException {
        List<String> all = new ArrayList<>();
        for (JsonNode event : TargetCluster.parsed(read(scenario, "events.yaml")).path("events")) {
            List<String> changes = new ArrayList<>();
            event.path("changes").forEach(change -> changes.add(change.asText()));
            all.add(
                    "%s %s %s"
                            .formatted(
                                    event.path("type").asText(),
                                    event.path("target").asText(),
                                    changes));
        }
        return all;
    }

    private static String read(String scenario, String file) throws IOException {
        return Files.readString(FOLDER.resolve(scenario).resolve(file));
    }
}
