package dev.meshfuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ArchitectureRules} refuse what they are about; the code they refuse is text in here. */
class ArchitectureRulesTest {
    @TempDir Path classes;

    @ParameterizedTest
    @CsvSource({
        "sli, scrape",
        "budget, sli",
        "verdict, definition",
        "fuse, event",
        "stream, budget",
        "stream, event.kafka",
        "web, fuse",
        "definition.config, definition",
        "scrape.kafka, event.kafka",
        "fuse.kubernetes, fuse",
        "fuse.kafka, event.kafka",
        "alert.http, event",
        "app, fuse.kubernetes",
        "app, web",
    })
    void a_package_may_use_what_the_table_lists(String user, String used) {
        assertThat(refused(ArchitectureRules.PACKAGES_USE_WHAT_THE_TABLE_ALLOWS, uses(user, used)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "definition, scrape",
        "definition, definition.file",
        "scrape, definition",
        "scrape.http, sli",
        "sli, budget",
        "sli, event",
        "budget, verdict",
        "budget, scrape",
        "verdict, scrape",
        "event, fuse",
        "event, event.kafka",
        "fuse, verdict",
        "fuse, event.kafka",
        "fuse.kafka, fuse.kubernetes",
        "fuse.kafka, budget",
        "stream, fuse",
        "stream, web",
        "web, sli",
        "web, event.kafka",
        "web, stream",
        "web, app",
        "definition.config, app",
        "util, definition",
        "sli, util",
        "fuse.kubernetes.istio, fuse",
    })
    void a_package_may_use_nothing_else(String user, String used) {
        assertThat(refused(ArchitectureRules.PACKAGES_USE_WHAT_THE_TABLE_ALLOWS, uses(user, used)))
                .isTrue();
    }

    @Test
    void a_package_that_is_not_in_the_table_is_refused_even_if_it_uses_nothing() {
        assertThat(
                        refused(
                                ArchitectureRules.PACKAGES_USE_WHAT_THE_TABLE_ALLOWS,
                                "package dev.meshfuse.common; class Some {}"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class Some extends dev.meshfuse.app.Used {}",
                "class Some { void run() { new dev.meshfuse.app.Used(); } }",
                "class Some { java.util.List<dev.meshfuse.app.Used> generic; }",
                "class Some { dev.meshfuse.app.Used[] array; }",
                "class Some { Object reference = (Runnable) dev.meshfuse.app.Used::run; }",
            })
    void no_way_to_use_a_package_escapes(String user) {
        assertThat(
                        refused(
                                ArchitectureRules.PACKAGES_USE_WHAT_THE_TABLE_ALLOWS,
                                "package dev.meshfuse.web; " + user,
                                used("app")))
                .isTrue();
    }

    @Test
    void a_cycle_between_two_features_is_refused_even_through_an_adapter() {
        String[] units = {
            "package dev.meshfuse.event.kafka; public class Used { dev.meshfuse.fuse.Used fuse; }",
            "package dev.meshfuse.fuse; public class Used { dev.meshfuse.event.Used event; }",
            used("event"),
        };

        assertThat(refused(ArchitectureRules.FEATURES_HAVE_NO_CYCLES, units)).isTrue();
        assertThat(refused(ArchitectureRules.PACKAGES_HAVE_NO_CYCLES, units)).isFalse();
    }

    @Test
    void a_cycle_between_a_root_and_its_adapter_is_refused() {
        String[] units = {
            "package dev.meshfuse.fuse; public class Used { dev.meshfuse.fuse.kafka.Used adapter;"
                    + " }",
            "package dev.meshfuse.fuse.kafka; public class Used { dev.meshfuse.fuse.Used root; }",
        };

        assertThat(refused(ArchitectureRules.PACKAGES_HAVE_NO_CYCLES, units)).isTrue();
        assertThat(refused(ArchitectureRules.FEATURES_HAVE_NO_CYCLES, units)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "sli, com.fasterxml.jackson.databind.ObjectMapper, true",
        "event, org.apache.kafka.common.TopicPartition, true",
        "fuse, javax.management.ObjectName, true",
        "fuse, java.util.List<String>, false",
        "event.kafka, org.apache.kafka.common.TopicPartition, false",
    })
    void a_root_may_not_use_a_library_but_its_adapter_may(
            String user, String type, boolean refused) {
        assertThat(
                        refused(
                                ArchitectureRules.ROOTS_NEED_NOTHING_BUT_THE_JDK,
                                "package dev.meshfuse.%s; class User { %s field; }"
                                        .formatted(user, type),
                                "package dev.meshfuse.fuse; class Other {}"))
                .isEqualTo(refused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.time.Instant.now()",
                "java.time.LocalDate.now()",
                "java.time.Clock.systemUTC()",
                "java.time.Clock.tickSeconds(java.time.ZoneOffset.UTC)",
                "System.currentTimeMillis()",
                "System.nanoTime()",
                "new java.util.Date()",
                "Math.random()",
                "java.util.UUID.randomUUID()",
                "new java.util.Random(1)",
                "new java.util.SplittableRandom()",
                "java.util.concurrent.ThreadLocalRandom.current()",
                "java.util.random.RandomGenerator.getDefault()",
                "(java.util.function.Supplier<Object>) java.time.Instant::now",
                "(java.util.function.Supplier<Object>) () -> System.nanoTime()",
            })
    void a_root_may_not_read_a_clock_or_roll_dice(String expression) {
        assertThat(
                        refused(
                                ArchitectureRules.ROOTS_READ_NO_CLOCK_AND_ROLL_NO_DICE,
                                "package dev.meshfuse.verdict; class Some { Object field = %s; }"
                                        .formatted(expression)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Thread.sleep(1)", "java.util.concurrent.TimeUnit.DAYS.sleep(1)"})
    void a_root_may_not_pause(String statement) {
        String user =
                "package dev.meshfuse.fuse; class Some { void run() throws Exception { %s; } }"
                        .formatted(statement);

        assertThat(refused(ArchitectureRules.ROOTS_READ_NO_CLOCK_AND_ROLL_NO_DICE, user)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"HashSecrets, false", "HashTable, true"})
    void a_root_may_roll_dice_only_for_secrets(String name, boolean refused) {
        String user =
                "package dev.meshfuse.scrape; class %s { Object field = new java.security.SecureRandom(); }"
                        .formatted(name);

        assertThat(
                        refused(
                                ArchitectureRules.ROOTS_READ_NO_CLOCK_AND_ROLL_NO_DICE,
                                user,
                                used("event")))
                .isEqualTo(refused);
    }

    @ParameterizedTest
    @CsvSource({"FuseActor, false", "FuseDecision, true"})
    void a_root_may_be_handed_a_clock_only_to_act(String name, boolean refused) {
        String user =
                "package dev.meshfuse.fuse; class %s { java.time.Clock clock; }".formatted(name);

        assertThat(refused(ArchitectureRules.ONLY_ACTORS_ARE_HANDED_A_CLOCK, user, used("event")))
                .isEqualTo(refused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jakarta.inject.Inject",
                "org.eclipse.microprofile.config.inject.ConfigProperty",
                "org.eclipse.microprofile.reactive.messaging.Channel(\"some\")",
            })
    void a_field_may_not_be_injected(String annotation) {
        assertThat(
                        refused(
                                ArchitectureRules.NOTHING_IS_INJECTED_INTO_FIELDS,
                                "package dev.meshfuse.app; class Some { @%s String field; }"
                                        .formatted(annotation)))
                .isTrue();
    }

    @Test
    void a_package_without_null_marked_is_refused() {
        assertThat(
                        refused(
                                ArchitectureRules.PACKAGES_ARE_NULL_MARKED,
                                "package dev.meshfuse.sli.bare; class Some {}"))
                .isTrue();
    }

    private static String[] uses(String user, String used) {
        return new String[] {
            "package dev.meshfuse.%s; class User { dev.meshfuse.%s.Used field; }"
                    .formatted(user, used),
            used(used)
        };
    }

    private static String used(String name) {
        return "package dev.meshfuse.%s; public class Used { public static void run() {} }"
                .formatted(name);
    }

    private boolean refused(ArchRule rule, String... units) {
        return rule.evaluate(CompiledText.in(classes, units)).hasViolation();
    }
}
