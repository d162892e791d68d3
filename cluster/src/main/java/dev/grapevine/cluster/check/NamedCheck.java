package dev.grapevine.cluster.check;

import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.model.StateRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A check, and what it is called. Immutable.
 *
 * @param id unique among the checks of its instance
 * @param name for people, cut to what may be published
 * @param told whether it is published by itself even if the instance has no other
 */
public record NamedCheck(String id, String name, boolean told, CheckDefinition definition) {

    public NamedCheck {
        StringBuilder printable = new StringBuilder();
        name.codePoints()
                .forEach(c -> printable.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c));
        name = StateRules.cutOutput(printable.toString(), StateRules.MAX_LABEL);
    }

    /** Checks that nobody has named: they are called by their kinds, and by numbers where a kind is there several times. */
    public static List<NamedCheck> of(List<CheckDefinition> definitions) {
        Set<String> taken = new HashSet<>();
        List<NamedCheck> named = new ArrayList<>();
        for (CheckDefinition each : definitions) {
            String id = unused(kind(each), taken);
            String name = program(each) ? "check " + (named.size() + 1) : each.toString();
            named.add(new NamedCheck(id, name, false, each));
        }
        return named;
    }

    /** The kind, with a number if it is taken; taken from now on. */
    public static String unused(String kind, Set<String> taken) {
        String id = kind;
        for (int i = 2; !taken.add(id); i++) {
            id = kind + "-" + i;
        }
        return id;
    }

    private static boolean program(CheckDefinition check) {
        return check instanceof CheckDefinition.Polled polled && polled.target() instanceof CheckTarget.Program;
    }

    private static String kind(CheckDefinition check) {
        if (!(check instanceof CheckDefinition.Polled polled)) {
            return "ttl";
        }
        CheckTarget target = polled.target();
        return target instanceof CheckTarget.Http ? "http" : target instanceof CheckTarget.Tcp ? "tcp" : "check";
    }

    /** What is published of it. */
    CheckResult result(@Nullable CheckOutcome outcome) {
        return outcome == null
                ? new CheckResult(id, name, Health.CRITICAL, InstanceVerdict.NOT_CHECKED)
                : new CheckResult(id, name, outcome.health(), CheckOutcome.published(outcome.output()));
    }

    /** An output that says whose it is. */
    String naming(String output) {
        return output.isEmpty() ? name : output.contains(name) ? output : name + ": " + output;
    }
}
