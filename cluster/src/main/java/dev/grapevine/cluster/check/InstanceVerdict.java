package dev.grapevine.cluster.check;

import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of an instance say together.
 *
 * @param health that of the worst check; critical while a check has no result
 * @param output of the check that decides, and its name if there are several; cut to what is published
 * @param reason the check that decides; null if none has a result, and if several pass
 * @param checks what each check says, if there are several or the only one has an id or a name; else empty
 */
public record InstanceVerdict(
        Health health, String output, @Nullable CheckDefinition reason, List<CheckResult> checks) {

    /** The output while no check decides. */
    public static final String NOT_CHECKED = "not checked yet";

    public InstanceVerdict {
        output = CheckOutcome.published(output);
        checks = List.copyOf(checks);
    }

    /** A verdict on an instance whose checks are not told one by one. */
    public InstanceVerdict(Health health, String output, @Nullable CheckDefinition reason) {
        this(health, output, reason, List.of());
    }

    /** The worst outcome, and why. An outcome is null while its check has no result. */
    static InstanceVerdict of(List<NamedCheck> checks, List<@Nullable CheckOutcome> outcomes) {
        int deciding = -1;
        CheckOutcome worst = null;
        for (int i = 0; i < checks.size(); i++) {
            CheckOutcome outcome = outcomes.get(i);
            if (outcome != null && (worst == null || outcome.health().compareTo(worst.health()) > 0)) {
                worst = outcome;
                deciding = i;
            }
        }
        List<CheckResult> results = results(checks, outcomes);
        if (worst == null || worst.health() != Health.CRITICAL && outcomes.contains(null)) {
            return new InstanceVerdict(Health.CRITICAL, NOT_CHECKED, null, results);
        }
        if (checks.size() > 1 && worst.health() == Health.PASSING) {
            return new InstanceVerdict(Health.PASSING, "all " + checks.size() + " checks pass", null, results);
        }
        NamedCheck check = checks.get(deciding);
        return new InstanceVerdict(
                worst.health(),
                checks.size() == 1 ? worst.output() : check.naming(worst.output()),
                check.definition(),
                results);
    }

    private static List<CheckResult> results(List<NamedCheck> checks, List<@Nullable CheckOutcome> outcomes) {
        List<CheckResult> results = new ArrayList<>();
        if (checks.size() > 1 || checks.stream().anyMatch(NamedCheck::told)) {
            for (int i = 0; i < checks.size(); i++) {
                results.add(checks.get(i).result(outcomes.get(i)));
            }
        }
        return results;
    }

    /** What checks say that have just begun. */
    public static InstanceVerdict ofNew(List<NamedCheck> checks, @Nullable CheckOutcome initial) {
        return of(checks, Collections.nCopies(checks.size(), initial));
    }

    /** Whether a listener that knows the other verdict has to be told of this one. */
    public boolean differs(InstanceVerdict published) {
        return health != published.health
                || !(undecided() && published.undecided()) && !told(checks).equals(told(published.checks))
                || !(reason == null ? published.reason == null : reason.equals(published.reason))
                        && !output.equals(published.output);
    }

    /** Until all checks have a result, what single ones say is not worth a word. */
    private boolean undecided() {
        return health == Health.CRITICAL && reason == null;
    }

    /** Other output is no news. */
    private static List<CheckResult> told(List<CheckResult> checks) {
        return checks.stream()
                .map(check -> new CheckResult(check.id(), check.name(), check.health(), ""))
                .toList();
    }
}
