package dev.meshfuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The service obeys {@link ArchitectureRules}. */
class ArchitectureTest {
    private static final JavaClasses SERVICE =
            new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void all_of_the_service_is_looked_at() {
        assertThat(SERVICE).extracting(JavaClass::getPackageName).contains("dev.meshfuse.app");
        assertThat(SERVICE.size()).isGreaterThan(100);
    }

    @Test
    void packages_use_what_the_table_allows() {
        ArchitectureRules.PACKAGES_USE_WHAT_THE_TABLE_ALLOWS.check(SERVICE);
    }

    @Test
    void features_have_no_cycles() {
        ArchitectureRules.FEATURES_HAVE_NO_CYCLES.check(SERVICE);
    }

    @Test
    void packages_have_no_cycles() {
        ArchitectureRules.PACKAGES_HAVE_NO_CYCLES.check(SERVICE);
    }

    @Test
    void roots_need_nothing_but_the_jdk() {
        ArchitectureRules.ROOTS_NEED_NOTHING_BUT_THE_JDK.check(SERVICE);
    }

    @Test
    void roots_read_no_clock_and_roll_no_dice() {
        ArchitectureRules.ROOTS_READ_NO_CLOCK_AND_ROLL_NO_DICE.check(SERVICE);
    }

    @Test
    void only_actors_are_handed_a_clock() {
        ArchitectureRules.ONLY_ACTORS_ARE_HANDED_A_CLOCK.check(SERVICE);
    }

    @Test
    void nothing_is_injected_into_fields() {
        ArchitectureRules.NOTHING_IS_INJECTED_INTO_FIELDS.check(SERVICE);
    }

    @Test
    void packages_are_null_marked() {
        ArchitectureRules.PACKAGES_ARE_NULL_MARKED.check(SERVICE);
    }
}
