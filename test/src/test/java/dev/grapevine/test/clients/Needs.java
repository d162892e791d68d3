package dev.grapevine.test.clients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The programs that a test runs. Where one of them is missing, the test is skipped, with a message. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Needs.ProgramCondition.class)
@interface Needs {

    /** Names of programs. */
    String[] value();

    /** Looks for the programs. */
    final class ProgramCondition implements ExecutionCondition {

        private static final List<String> FOLDERS =
                List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/lib/systemd");

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<Needs> needs = AnnotationSupport.findAnnotation(context.getElement(), Needs.class);
            List<String> missing = needs.stream()
                    .flatMap(found -> Stream.of(found.value()))
                    .filter(program -> !present(program))
                    .toList();
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("all programs are there");
            }
            System.out.println("SKIPPED " + context.getDisplayName() + ": it needs " + String.join(", ", missing));
            return ConditionEvaluationResult.disabled("it needs " + String.join(", ", missing));
        }

        private static boolean present(String program) {
            return find(program).isPresent();
        }

        /** Where a program is: in the folder for those that are only unpacked, or in one of the system. */
        static Optional<Path> find(String program) {
            String unpacked = System.getProperty("grapevine.test.programs", "target/programs");
            return Stream.concat(Stream.of(unpacked), FOLDERS.stream())
                    .map(folder -> Path.of(folder).resolve(program))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }
}
