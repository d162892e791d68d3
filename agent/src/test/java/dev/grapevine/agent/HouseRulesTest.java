package dev.grapevine.agent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.grapevine.agent.offending.Offender;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Rules that hold in all modules. The rules of the protocol are tested in {@code core}. */
@TestInstance(Lifecycle.PER_CLASS) // reading the classes takes a while
class HouseRulesTest {

    private static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.grapevine..")
            .layer("core")
            .definedBy("dev.grapevine.core..", "dev.grapevine.model..")
            .layer("cluster")
            .definedBy("dev.grapevine.cluster..")
            .layer("yaml")
            .definedBy("dev.grapevine.yaml..")
            .optionalLayer("sim")
            .definedBy("dev.grapevine.sim..")
            .optionalLayer("agent")
            .definedBy("dev.grapevine.agent..")
            .whereLayer("core")
            .mayNotAccessAnyLayer()
            .whereLayer("cluster")
            .mayOnlyAccessLayers("core")
            .whereLayer("yaml")
            .mayOnlyAccessLayers("core")
            .whereLayer("sim")
            .mayOnlyAccessLayers("core", "yaml")
            .whereLayer("agent")
            .mayOnlyAccessLayers("core", "cluster", "sim", "yaml");

    private static final ArchRule NO_STATIC_STATE = fields().that()
            .areStatic()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .beFinal();

    private static final ArchRule NULL_MARKED = classes()
            .that()
            .resideOutsideOfPackage("..api.jsonb..") // generated code
            .should(ArchCondition.from(describe(
                    "be in a @NullMarked package",
                    (JavaClass type) -> type.getPackage().isAnnotatedWith(NullMarked.class))));

    /** A program that uses the library imports these two packages, and nothing else of Grapevine. */
    private static final Set<String> SURFACE = Set.of("dev.grapevine.cluster", "dev.grapevine.model");

    private static final ArchRule SURFACE_STANDS_ALONE = classes()
            .that()
            .arePublic()
            .should(new ArchCondition<>("name no type of Grapevine outside of " + SURFACE + " where users see it") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (JavaMember member : type.getMembers()) {
                        boolean seen = member.getModifiers().contains(JavaModifier.PUBLIC)
                                || member.getModifiers().contains(JavaModifier.PROTECTED);
                        member.getAllInvolvedRawTypes().stream()
                                .map(JavaClass::getBaseComponentType)
                                .filter(named -> seen
                                        && named.getPackageName().startsWith("dev.grapevine.")
                                        && !SURFACE.contains(named.getPackageName()))
                                .forEach(named -> events.add(SimpleConditionEvent.violated(
                                        member, member.getFullName() + " names " + named.getName())));
                    }
                }
            });

    private final JavaClasses all = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.grapevine");

    @Test
    void modules_depend_only_on_those_that_they_build_on() {
        LAYERS.check(all);
    }

    @Test
    void no_module_keeps_static_state() {
        NO_STATIC_STATE.check(all);
    }

    @Test
    void every_package_is_null_marked() {
        NULL_MARKED.check(all);
    }

    @Test
    void the_surface_of_the_library_names_only_its_own_two_packages() {
        SURFACE_STANDS_ALONE.check(all.that(describe(
                "belong to the surface",
                (JavaClass type) -> SURFACE.contains(type.getPackageName()) && seenByUsers(type))));
    }

    /** Whether a type and those around it are public. */
    private static boolean seenByUsers(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(HouseRulesTest::seenByUsers).orElse(true);
    }

    @Test
    void each_rule_catches_an_offender() {
        JavaClasses offenders = new ClassFileImporter().importClasses(Offender.class);
        assertThat(NO_STATIC_STATE.evaluate(offenders).hasViolation()).isTrue();
        assertThat(NULL_MARKED.evaluate(offenders).hasViolation()).isTrue();
        assertThat(SURFACE_STANDS_ALONE.evaluate(offenders).hasViolation()).isTrue();
    }
}
