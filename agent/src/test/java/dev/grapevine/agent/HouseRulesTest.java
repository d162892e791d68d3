package dev.grapevine.agent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import dev.grapevine.agent.offending.Offender;
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
    void each_rule_catches_an_offender() {
        JavaClasses offenders = new ClassFileImporter().importClasses(Offender.class);
        assertThat(NO_STATIC_STATE.evaluate(offenders).hasViolation()).isTrue();
        assertThat(NULL_MARKED.evaluate(offenders).hasViolation()).isTrue();
    }
}
