package dev.grapevine.concurrency;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests that need JDK 17: on newer ones Lincheck 3.7 passes broken code. They are skipped elsewhere, loudly. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnJava17.Condition.class)
public @interface OnJava17 {

    /** Looks at the running JDK. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            int version = Runtime.version().feature();
            if (version == 17) {
                return ConditionEvaluationResult.enabled("JDK 17");
            }
            if (context.getTestMethod().isEmpty()) {
                System.out.println(
                        "!!!! SKIPPED " + context.getDisplayName() + ": Lincheck needs JDK 17, and this is " + version);
            }
            return ConditionEvaluationResult.disabled("Lincheck needs JDK 17, and this is " + version);
        }
    }
}
