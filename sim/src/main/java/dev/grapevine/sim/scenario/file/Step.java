package dev.grapevine.sim.scenario.file;

import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.operation.Operation;
import dev.grapevine.sim.operation.OperationParser;
import dev.grapevine.yaml.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A step of a timeline: an operation whose members may be selected and whose durations may be drawn. Immutable.
 *
 * @param selectors the members that it is for; for a change to links those at both ends, for a partition its groups
 * @param operands what follows, as it is written
 */
record Step(StepKind kind, List<MemberSelector> selectors, List<String> operands) {

    Step {
        selectors = List.copyOf(selectors);
        operands = List.copyOf(operands);
    }

    /**
     * Reads a step such as {@code crash 10%}.
     *
     * @throws IllegalArgumentException that says what is allowed
     */
    static Step parse(String text) {
        List<String> words = Arrays.asList(text.strip().split(OperationParser.BLANKS));
        StepKind kind = StepKind.of(words.get(0))
                .orElseThrow(() -> new IllegalArgumentException("there is no step '" + words.get(0) + "'; "
                        + Nearest.of(words.get(0), StepKind.words())
                                .map(near -> "did you mean " + near + "?")
                                .orElseGet(() -> "steps are " + String.join(", ", StepKind.words()))));
        Step step = split(kind, words.subList(1, words.size()));
        step.proveReadable();
        return step;
    }

    private static Step split(StepKind kind, List<String> words) {
        if (kind == StepKind.PARTITION) {
            List<MemberSelector> groups = Arrays.stream(String.join(" ", words).split("\\|", -1))
                    .map(group -> MemberSelector.parse(group.strip()))
                    .toList();
            return new Step(kind, groups, List.of());
        }
        if (kind.changesLinks()) {
            if (words.size() < 3 || !words.get(1).equals("->")) {
                throw usage(kind);
            }
            return new Step(
                    kind,
                    List.of(MemberSelector.parse(words.get(0)), MemberSelector.parse(words.get(2))),
                    words.subList(3, words.size()));
        }
        if (kind == StepKind.HEAL || kind == StepKind.CHECK) {
            return new Step(kind, List.of(), words);
        }
        if (words.isEmpty()) {
            throw usage(kind);
        }
        return new Step(kind, List.of(MemberSelector.parse(words.get(0))), words.subList(1, words.size()));
    }

    private static IllegalArgumentException usage(StepKind kind) {
        return new IllegalArgumentException("expected " + kind.usage());
    }

    /** Whether a step can be read does not depend on what is selected and drawn, so it is found out with any members. */
    private void proveReadable() {
        if (kind == StepKind.START) {
            if (!(selectors.get(0) instanceof MemberSelector.Count) || !operands.isEmpty()) {
                throw usage(kind);
            }
            return;
        }
        try {
            SplittableRandom any = new SplittableRandom(0);
            String names = kind == StepKind.PARTITION
                    ? "n1"
                    : kind.changesLinks() ? "n1 -> n2" : kind.selectsMembers() ? "n1" : "";
            operation(names, any);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("expected " + kind.usage(), unreadable);
        }
    }

    /** Selects members and draws durations. Not for a start. */
    List<Operation> operations(PlannedMembers members) {
        if (kind == StepKind.PARTITION) {
            String groups = selectors.stream()
                    .map(group -> String.join(",", members.select(group, kind)))
                    .filter(group -> !group.isEmpty())
                    .collect(Collectors.joining(" | "));
            return groups.isEmpty() ? List.of() : List.of(operation(groups, members.random()));
        }
        if (kind.changesLinks()) {
            String from = selector(selectors.get(0), members);
            String to = selector(selectors.get(1), members);
            return from.isEmpty() || to.isEmpty()
                    ? List.of()
                    : List.of(operation(from + " -> " + to, members.random()));
        }
        if (!kind.selectsMembers()) {
            return List.of(operation("", members.random()));
        }
        List<Operation> operations = new ArrayList<>();
        for (String member : members.select(selectors.get(0), kind)) {
            operations.add(operation(member, members.random()));
        }
        return operations;
    }

    /** All members and zones are not resolved to names, so that members that start later belong to them. */
    private String selector(MemberSelector end, PlannedMembers members) {
        List<String> selected = members.select(end, kind);
        if (end instanceof MemberSelector.All) {
            return "*";
        }
        return end instanceof MemberSelector.Zone zone ? "@" + zone.zone() : String.join(",", selected);
    }

    private Operation operation(String names, SplittableRandom random) {
        StringBuilder text = new StringBuilder(kind.word()).append(' ').append(names);
        for (String word : operands) {
            boolean range = word.contains("..") && kind != StepKind.DELAY;
            text.append(' ')
                    .append(
                            range
                                    ? DurationFormat.format(
                                            DurationRange.parse(word).draw(random))
                                    : word);
        }
        return OperationParser.operation(text.toString());
    }
}
