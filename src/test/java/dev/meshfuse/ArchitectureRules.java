package dev.meshfuse;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;

/** The structure of the code, as rules. */
final class ArchitectureRules {
    static final ArchRule PACKAGES_USE_WHAT_THE_TABLE_ALLOWS =
            classes()
                    .should(
                            new ArchCondition<JavaClass>("use what the table allows") {
                                @Override
                                public void check(JavaClass user, ConditionEvents events) {
                                    checkTable(user, events);
                                }
                            });

    static final ArchRule FEATURES_HAVE_NO_CYCLES =
            slices().matching(DependencyTable.BASE + ".(*)..").should().beFreeOfCycles();

    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching(DependencyTable.BASE + ".(**)").should().beFreeOfCycles();

    /** Which of our own packages they may use is for the table. */
    static final ArchRule ROOTS_NEED_NOTHING_BUT_THE_JDK =
            classes()
                    .that(are(plain()))
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("java..", "org.jspecify..", DependencyTable.BASE + "..");

    /** A secret that a hash is keyed with is the one chance on which no decision depends. */
    static final ArchRule ROOTS_READ_NO_CLOCK_AND_ROLL_NO_DICE =
            noClasses()
                    .that(are(plain()))
                    .and()
                    .haveSimpleNameNotEndingWith("Secrets")
                    .should()
                    .accessTargetWhere(
                            describe(
                                    "it is a clock, a pause or chance",
                                    ArchitectureRules::isClockOrChance));

    /** Who decides is told the time; only who acts is handed the clock, to say when it was done. */
    static final ArchRule ONLY_ACTORS_ARE_HANDED_A_CLOCK =
            noClasses()
                    .that(are(plain()))
                    .and()
                    .haveSimpleNameNotEndingWith("Actor")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(Clock.class);

    static final ArchRule NOTHING_IS_INJECTED_INTO_FIELDS =
            noFields()
                    .should()
                    .beAnnotatedWith("jakarta.inject.Inject")
                    .orShould()
                    .beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty")
                    .orShould()
                    .beAnnotatedWith("org.eclipse.microprofile.reactive.messaging.Channel");

    static final ArchRule PACKAGES_ARE_NULL_MARKED =
            classes()
                    .should(
                            new ArchCondition<JavaClass>("be in a package marked @NullMarked") {
                                @Override
                                public void check(JavaClass type, ConditionEvents events) {
                                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                                        events.add(
                                                SimpleConditionEvent.violated(
                                                        type,
                                                        type.getPackageName()
                                                                + " has no @NullMarked"
                                                                + " package-info"));
                                    }
                                }
                            });

    private static final Set<String> CLOCKS_AND_CHANCE =
            Set.of(
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.nanoTime",
                    "java.lang.Thread.sleep",
                    "java.util.concurrent.TimeUnit.sleep",
                    "java.util.Date.<init>",
                    "java.lang.Math.random",
                    "java.lang.StrictMath.random",
                    "java.util.UUID.randomUUID");

    private static final Set<String> MAKE_A_GENERATOR =
            Set.of("<init>", "current", "of", "getDefault");

    private ArchitectureRules() {}

    private static void checkTable(JavaClass user, ConditionEvents events) {
        String name = relative(user);
        if (!DependencyTable.lists(name)) {
            events.add(
                    SimpleConditionEvent.violated(
                            user,
                            "%s is in %s, which is no package of the table"
                                    .formatted(user.getName(), user.getPackageName())));
        }
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
            JavaClass used = dependency.getTargetClass().getBaseComponentType();
            if (isOurs(used) && !DependencyTable.allows(name, relative(used))) {
                events.add(
                        SimpleConditionEvent.violated(
                                dependency,
                                "%s may not use %s: %s"
                                        .formatted(
                                                name,
                                                relative(used),
                                                dependency.getDescription())));
            }
        }
    }

    private static boolean isOurs(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(DependencyTable.BASE + ".");
    }

    private static String relative(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(DependencyTable.BASE)
                ? ""
                : name.substring(DependencyTable.BASE.length() + 1);
    }

    private static DescribedPredicate<JavaClass> plain() {
        return describe(
                "in a feature's root",
                type -> isOurs(type) && DependencyTable.PLAIN_ROOTS.contains(relative(type)));
    }

    private static boolean isClockOrChance(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        return CLOCKS_AND_CHANCE.contains(owner.getName() + "." + name)
                || (owner.getPackageName().startsWith("java.time") && name.equals("now"))
                || (owner.isEquivalentTo(Clock.class)
                        && (name.startsWith("system") || name.startsWith("tick")))
                || (owner.isAssignableTo(RandomGenerator.class) && MAKE_A_GENERATOR.contains(name));
    }
}
