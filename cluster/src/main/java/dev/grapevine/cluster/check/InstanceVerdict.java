package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of an instance say together.
 *
 * @param health that of the worst check; critical while a check has no result
 * @param output of the check that decides, and its name if there are several; cut to what is published
 * @param reason the check that decides; null if none has a result, and if several pass
 */
public record InstanceVerdict(
        Health health, String output, @Nullable CheckDefinition reason) {

    /** The output while no check decides. */
    public static final String NOT_CHECKED = "not checked yet";

    public InstanceVerdict {
        output = CheckOutcome.published(output);
    }

    /** The worst outcome, and why. An outcome is null while its check has no result. */
    static InstanceVerdict of(List<CheckDefinition> checks, List<@Nullable CheckOutcome> outcomes) {
        int deciding = -1;
        CheckOutcome worst = null;
        for (int i = 0; i < checks.size(); i++) {
            CheckOutcome outcome = outcomes.get(i);
            if (outcome != null && (worst == null || outcome.health().compareTo(worst.health()) > 0)) {
                worst = outcome;
                deciding = i;
            }
        }
        if (worst == null || worst.health() != Health.CRITICAL && outcomes.contains(null)) {
            return new InstanceVerdict(Health.CRITICAL, NOT_CHECKED, null);
        }
        if (checks.size() > 1 && worst.health() == Health.PASSING) {
            return new InstanceVerdict(Health.PASSING, "all " + checks.size() + " checks pass", null);
        }
        CheckDefinition check = checks.get(deciding);
        return new InstanceVerdict(
                worst.health(), checks.size() == 1 ? worst.output() : named(check, deciding, worst.output()), check);
    }

    /** What checks say that have just begun. */
    public static InstanceVerdict ofNew(List<CheckDefinition> checks, @Nullable CheckOutcome initial) {
        return of(checks, Collections.nCopies(checks.size(), initial));
    }

    private static String named(CheckDefinition check, int index, String output) {
        boolean program =
                check instanceof CheckDefinition.Polled polled && polled.target() instanceof CheckTarget.Program;
        String name = program ? "check " + (index + 1) : check.toString();
        return output.isEmpty() ? name : output.contains(name) ? output : name + ": " + output;
    }

    /** Whether a listener that knows the other verdict has to be told of this one. */
    boolean differs(InstanceVerdict published) {
        return health != published.health
                || !(reason == null ? published.reason == null : reason.equals(published.reason))
                        && !output.equals(published.output);
    }
}
