package dev.grapevine.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.grapevine.core.view.OffenderInView;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(Lifecycle.PER_CLASS) // reading the classes takes a while
class CoreRulesTest {

    private final JavaClasses core = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @ParameterizedTest
    @EnumSource
    void core_keeps(CoreRules rule) {
        assertThat(core).isNotEmpty();
        rule.rule().check(core);
    }

    @ParameterizedTest
    @MethodSource
    void an_offender_is_caught_by_its_rule(Class<?> offender, Set<CoreRules> broken) {
        JavaClasses classes = new ClassFileImporter().importClasses(offender);
        assertThat(EnumSet.allOf(CoreRules.class))
                .filteredOn(rule ->
                        rule.rule().allowEmptyShould(true).evaluate(classes).hasViolation())
                .containsExactlyInAnyOrderElementsOf(broken);
    }

    Stream<Arguments> an_offender_is_caught_by_its_rule() {
        return Stream.of(
                Arguments.of(Offenders.Innocent.class, Set.of()),
                Arguments.of(Offenders.OpensSocket.class, Set.of(CoreRules.PLAIN_JAVA_ONLY)),
                Arguments.of(Offenders.OwnsExecutor.class, Set.of(CoreRules.PLAIN_JAVA_ONLY)),
                Arguments.of(Offenders.StartsThread.class, Set.of(CoreRules.NO_THREAD_TIMER_PROCESS_LOGGER_OR_CONSOLE)),
                Arguments.of(Offenders.Logs.class, Set.of(CoreRules.NO_THREAD_TIMER_PROCESS_LOGGER_OR_CONSOLE)),
                Arguments.of(
                        Offenders.Prints.class,
                        Set.of(CoreRules.NO_THREAD_TIMER_PROCESS_LOGGER_OR_CONSOLE, CoreRules.PLAIN_JAVA_ONLY)),
                Arguments.of(Offenders.ReadsMonotonicClock.class, Set.of(CoreRules.NO_CLOCK)),
                Arguments.of(Offenders.RefersToClock.class, Set.of(CoreRules.NO_CLOCK)),
                Arguments.of(Offenders.ReadsWallClock.class, Set.of(CoreRules.NO_CLOCK)),
                Arguments.of(Offenders.RollsDice.class, Set.of(CoreRules.NO_DICE)),
                Arguments.of(Offenders.MakesDice.class, Set.of(CoreRules.NO_DICE)),
                Arguments.of(Offenders.Shuffles.class, Set.of(CoreRules.NO_DICE)),
                Arguments.of(Offenders.StreamsInParallel.class, Set.of(CoreRules.NO_PARALLEL_STREAM)),
                Arguments.of(Offenders.KeepsStaticState.class, Set.of(CoreRules.NO_STATIC_STATE)),
                Arguments.of(OffenderInView.class, Set.of(CoreRules.ONE_DIRECTION)));
    }

    @Test
    void packages_that_know_each_other_are_a_cycle() {
        JavaClasses classes = new ClassFileImporter()
                .importClasses(OffenderInView.class, dev.grapevine.core.wire.OffenderInWire.class);
        assertThat(CoreRules.NO_CYCLES.rule().evaluate(classes).hasViolation()).isTrue();
    }

    @Test
    void a_package_that_no_floor_names_is_noticed() {
        JavaClasses classes =
                new ClassFileImporter().importClasses(dev.grapevine.core.elsewhere.OffenderElsewhere.class);
        assertThat(CoreRules.NO_UNKNOWN_PACKAGE.rule().evaluate(classes).hasViolation())
                .isTrue();
    }
}
