package dev.grapevine.test.hosts;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that creates hosts runs only in its own namespaces. Elsewhere it is skipped, with a message. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Isolated.NamespaceCondition.class)
public @interface Isolated {

    /** Evaluates what the starter of this JVM has found. */
    final class NamespaceCondition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Boolean.getBoolean("grapevine.hosts.isolated")) {
                return ConditionEvaluationResult.enabled("runs in its own namespaces");
            }
            String missing =
                    System.getProperty("grapevine.hosts.missing", "to be run with mvn verify -Phosts or -Pclients");
            if (context.getTestMethod().isEmpty()) {
                System.out.println("SKIPPED " + context.getDisplayName() + ": it needs " + missing.strip());
            }
            return ConditionEvaluationResult.disabled("it needs " + missing.strip());
        }
    }
}
