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
 * One thing that a timeline does: an operation in which members may be chosen and durations drawn. Immutable.
 *
 * @param who for a path those at its beginning and at its end; for a partition its groups
 * @param rest what follows, as it is written
 */
record Step(StepKind verb, List<MemberSelector> who, List<String> rest) {

    Step {
        who = List.copyOf(who);
        rest = List.copyOf(rest);
    }

    /** Reads {@code crash 10%} and the like; throws IllegalArgumentException with what is allowed. */
    static Step parse(String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+"));
        StepKind verb = StepKind.of(words.get(0))
                .orElseThrow(() -> new IllegalArgumentException("there is no step '" + words.get(0) + "'; "
                        + Nearest.of(words.get(0), StepKind.words())
                                .map(near -> "did you mean " + near + "?")
                                .orElseGet(() -> "steps are " + String.join(", ", StepKind.words()))));
        Step step = split(verb, words.subList(1, words.size()));
        step.proveReadable();
        return step;
    }

    private static Step split(StepKind verb, List<String> words) {
        if (verb == StepKind.PARTITION) {
            List<MemberSelector> groups = Arrays.stream(String.join(" ", words).split("\\|", -1))
                    .map(group -> MemberSelector.parse(group.strip()))
                    .toList();
            return new Step(verb, groups, List.of());
        }
        if (verb.path()) {
            if (words.size() < 3 || !words.get(1).equals("->")) {
                throw usage(verb);
            }
            return new Step(
                    verb,
                    List.of(MemberSelector.parse(words.get(0)), MemberSelector.parse(words.get(2))),
                    words.subList(3, words.size()));
        }
        if (verb == StepKind.HEAL || verb == StepKind.CHECK) {
            return new Step(verb, List.of(), words);
        }
        if (words.isEmpty()) {
            throw usage(verb);
        }
        return new Step(verb, List.of(MemberSelector.parse(words.get(0))), words.subList(1, words.size()));
    }

    private static IllegalArgumentException usage(StepKind verb) {
        return new IllegalArgumentException("allowed is " + verb.usage());
    }

    /** Whether it can be read does not depend on who is chosen and what is drawn. */
    private void proveReadable() {
        if (verb == StepKind.START) {
            if (!(who.get(0) instanceof MemberSelector.Count) || !rest.isEmpty()) {
                throw usage(verb);
            }
            return;
        }
        try {
            SplittableRandom any = new SplittableRandom(0);
            String names = verb == StepKind.PARTITION ? "n1" : verb.path() ? "n1 -> n2" : verb.member() ? "n1" : "";
            operation(names, any);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("allowed is " + verb.usage(), unreadable);
        }
    }

    /** The operations that it comes to, a start aside. */
    List<Operation> operations(PlannedMembers cast) {
        if (verb == StepKind.PARTITION) {
            String groups = who.stream()
                    .map(group -> String.join(",", cast.pick(group, verb)))
                    .filter(group -> !group.isEmpty())
                    .collect(Collectors.joining(" | "));
            return groups.isEmpty() ? List.of() : List.of(operation(groups, cast.random()));
        }
        if (verb.path()) {
            String from = selector(who.get(0), cast);
            String to = selector(who.get(1), cast);
            return from.isEmpty() || to.isEmpty() ? List.of() : List.of(operation(from + " -> " + to, cast.random()));
        }
        if (!verb.member()) {
            return List.of(operation("", cast.random()));
        }
        List<Operation> operations = new ArrayList<>();
        for (String member : cast.pick(who.get(0), verb)) {
            operations.add(operation(member, cast.random()));
        }
        return operations;
    }

    /** Everybody and zones stay what they are, so that who comes later belongs to them. */
    private String selector(MemberSelector end, PlannedMembers cast) {
        List<String> members = cast.pick(end, verb);
        if (end instanceof MemberSelector.All) {
            return "*";
        }
        return end instanceof MemberSelector.Zone zone ? "@" + zone.zone() : String.join(",", members);
    }

    private Operation operation(String names, SplittableRandom random) {
        StringBuilder text = new StringBuilder(verb.word()).append(' ').append(names);
        for (String word : rest) {
            boolean range = word.contains("..") && verb != StepKind.DELAY;
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
