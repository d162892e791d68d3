package dev.grapevine.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the protocol may not do. A run of it is decided by its arguments alone, so it has no clock, thread, socket, logger
 * or dice of its own; and its packages build on one another in one direction.
 */
@SuppressWarnings("ImmutableEnumChecker") // rules are never changed
enum CoreRules {
    PLAIN_JAVA_ONLY(classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.grapevine.core..",
                    "dev.grapevine.model",
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.math",
                    "java.nio",
                    "java.nio.charset",
                    "java.time",
                    "java.util",
                    "java.util.function",
                    "java.util.random",
                    "java.util.regex",
                    "java.util.stream",
                    "java.util.zip",
                    "org.jspecify.annotations"))),

    NO_THREAD_TIMER_PROCESS_LOGGER_OR_CONSOLE(noClasses()
            .should()
            .dependOnClassesThat(describe(
                    "run beside the caller or speak to the outside",
                    type -> Set.of(
                                    "java.io.PrintStream",
                                    "java.lang.Process",
                                    "java.lang.ProcessBuilder",
                                    "java.lang.ProcessHandle",
                                    "java.lang.Runtime",
                                    "java.lang.System$Logger",
                                    "java.lang.Thread",
                                    "java.lang.ThreadLocal",
                                    "java.util.Timer")
                            .contains(type.getName())))),

    NO_CLOCK(neverUses(
            "a clock",
            target -> is(target, "java.lang.System", "nanoTime", "currentTimeMillis")
                    || owner(target).startsWith("java.time.")
                            && target.getName().equals("now")
                    || is(target, "java.util.Date", JavaConstructor.CONSTRUCTOR_NAME)
                    || is(target, "java.util.Calendar", "getInstance"))),

    /** Randomness comes as a generator that somebody else has seeded. */
    NO_DICE(neverUses(
            "dice that no seed repeats",
            target -> owner(target).equals("java.util.Random")
                    || is(target, "java.lang.Math", "random")
                    || is(target, "java.lang.StrictMath", "random")
                    || is(target, "java.lang.System", "identityHashCode")
                    || is(target, "java.util.UUID", "randomUUID")
                    || is(target, "java.util.Collections", "shuffle")
                    || is(target, "java.util.random.RandomGenerator", "getDefault", "of")
                    || is(target, "java.util.random.RandomGeneratorFactory", "create")
                    || is(target, "java.util.SplittableRandom", JavaConstructor.CONSTRUCTOR_NAME))),

    NO_PARALLEL_STREAM(neverUses(
            "threads of a common pool",
            target -> owner(target).startsWith("java.util.")
                    && Set.of("parallel", "parallelStream", "parallelSort", "parallelPrefix", "parallelSetAll")
                            .contains(target.getName()))),

    NO_STATIC_STATE(fields().that().areStatic().should().beFinal()),

    ONE_DIRECTION(upwards()),

    /** What programs see knows nothing of how it comes about. */
    MODEL_STANDS_ALONE(noClasses()
            .that()
            .resideInAPackage("dev.grapevine.model")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.grapevine.core.."))
            .allowEmptyShould(true)),

    NO_CYCLES(slices().matching("dev.grapevine.core.(*)..").should().beFreeOfCycles()),

    NO_UNKNOWN_PACKAGE(classes()
            .should()
            .resideInAnyPackage(Stream.concat(
                            Stream.of("dev.grapevine.core", "dev.grapevine.model"),
                            floors().stream().flatMap(List::stream).map(CoreRules::within))
                    .toArray(String[]::new)));

    private final ArchRule rule;

    CoreRules(ArchRule rule) {
        this.rule = rule.as(name() + ": " + rule.getDescription());
    }

    ArchRule rule() {
        return rule;
    }

    /** From the ground up. A package knows those on the floors below it and, without a cycle, on its own; the root knows all. */
    private static List<List<String>> floors() {
        return List.of(
                List.of("view"),
                List.of("quality"),
                List.of("wire"),
                List.of("seal"),
                List.of("env"),
                List.of("membership"),
                List.of("rumor"),
                List.of("ping", "state"),
                List.of("failure", "sync", "keys"),
                List.of("bootstrap"));
    }

    private static ArchRule upwards() {
        List<ArchRule> rules = new ArrayList<>();
        List<List<String>> floors = floors();
        for (int i = 0; i < floors.size(); i++) {
            String[] higher = floors.subList(i + 1, floors.size()).stream()
                    .flatMap(List::stream)
                    .map(CoreRules::within)
                    .toArray(String[]::new);
            for (String room : floors.get(i)) {
                rules.add(noClasses()
                        .that()
                        .resideInAPackage(within(room))
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("dev.grapevine.core").or(resideInAnyPackage(higher)))
                        .allowEmptyShould(true));
            }
        }
        return CompositeArchRule.of(rules)
                .as("packages know only those below them: " + floors + ", and on top the root");
    }

    private static String within(String room) {
        return "dev.grapevine.core." + room + "..";
    }

    private static ArchRule neverUses(String what, Predicate<CodeUnitAccessTarget> forbidden) {
        return noClasses()
                .should()
                .accessTargetWhere(describe(
                        "is " + what,
                        access -> access.getTarget() instanceof CodeUnitAccessTarget target && forbidden.test(target)));
    }

    private static boolean is(AccessTarget target, String owner, String... names) {
        return owner(target).equals(owner) && List.of(names).contains(target.getName());
    }

    private static String owner(AccessTarget target) {
        return target.getOwner().getName();
    }
}
