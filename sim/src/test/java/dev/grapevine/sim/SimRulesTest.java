package dev.grapevine.sim;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** In which direction the packages build on each other, and that nothing but the seed decides a run. */
class SimRulesTest {

    private static final String ROOT = "dev.grapevine.sim";

    private static final ArchRule ONE_DIRECTION = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .ensureAllClassesAreContainedInArchitecture()
            .layer("world")
            .definedBy(ROOT + ".world")
            .layer("figures")
            .definedBy(ROOT + ".figures")
            .layer("mechanism")
            .definedBy(ROOT + ".mechanism")
            .layer("operation")
            .definedBy(ROOT + ".operation")
            .layer("member")
            .definedBy(ROOT + ".member")
            .layer("attack")
            .definedBy(ROOT + ".attack")
            .layer("scenario")
            .definedBy(ROOT + ".scenario")
            .layer("file")
            .definedBy(ROOT + ".scenario.file")
            .layer("measure")
            .definedBy(ROOT + ".measure")
            .layer("invariant")
            .definedBy(ROOT + ".invariant")
            .layer("simulation")
            .definedBy(ROOT)
            .layer("campaign")
            .definedBy(ROOT + ".campaign")
            .layer("report")
            .definedBy(ROOT + ".report")
            .whereLayer("world")
            .mayNotAccessAnyLayer()
            .whereLayer("figures")
            .mayNotAccessAnyLayer()
            .whereLayer("mechanism")
            .mayNotAccessAnyLayer()
            .whereLayer("operation")
            .mayOnlyAccessLayers("world")
            .whereLayer("member")
            .mayOnlyAccessLayers("world", "operation")
            .whereLayer("attack")
            .mayOnlyAccessLayers("world", "operation", "member")
            .whereLayer("scenario")
            .mayOnlyAccessLayers("world", "operation", "figures", "mechanism")
            .whereLayer("file")
            .mayOnlyAccessLayers("world", "operation", "mechanism", "scenario")
            .whereLayer("measure")
            .mayOnlyAccessLayers("world", "member", "figures")
            .whereLayer("invariant")
            .mayOnlyAccessLayers("world", "member", "operation", "attack", "scenario")
            .whereLayer("simulation")
            .mayOnlyAccessLayers(
                    "world",
                    "member",
                    "operation",
                    "attack",
                    "scenario",
                    "figures",
                    "mechanism",
                    "measure",
                    "invariant")
            .whereLayer("campaign")
            .mayOnlyAccessLayers("world", "scenario", "figures", "invariant", "simulation")
            .whereLayer("report")
            .mayOnlyAccessLayers("figures");

    private static final ArchRule ONLY_THE_SEED_DECIDES = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".campaign")
            .should()
            .dependOnClassesThat(type(Thread.class)
                    .or(type(Random.class))
                    .or(nameMatching(
                            "java\\.util\\.concurrent\\.(?!atomic).*|java\\.time\\..*Clock|java\\.util\\.Timer")))
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Math.class, "random");

    private final JavaClasses sim = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void packages_know_only_those_that_they_build_on() {
        ONE_DIRECTION.check(sim);
    }

    @Test
    void nothing_but_the_seed_decides_a_run() {
        ONLY_THE_SEED_DECIDES.check(sim);
    }

    @Test
    void an_offender_is_caught() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
        assertThat(ONLY_THE_SEED_DECIDES.evaluate(offender).hasViolation()).isTrue();
    }

    private static final class Offender {
        @Override
        public String toString() {
            return String.valueOf(Executors.newCachedThreadPool());
        }
    }
}
