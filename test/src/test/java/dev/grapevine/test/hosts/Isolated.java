package dev.grapevine.test.hosts;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Only in namespaces of its own may a test make hosts; elsewhere it is skipped, and says so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Isolated.Condition.class)
@interface Isolated {

    /** Asks what the starter of this JVM has found. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Boolean.getBoolean("grapevine.hosts.isolated")) {
                return ConditionEvaluationResult.enabled("in namespaces of its own");
            }
            String missing = System.getProperty("grapevine.hosts.missing", "to be run with mvn verify -Phosts");
            if (context.getTestMethod().isEmpty()) {
                System.out.println("SKIPPED " + context.getDisplayName() + ": it needs " + missing.strip());
            }
            return ConditionEvaluationResult.disabled("it needs " + missing.strip());
        }
    }
}
