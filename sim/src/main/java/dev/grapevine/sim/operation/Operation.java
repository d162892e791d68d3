package dev.grapevine.sim.operation;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is done to a cluster or happens to it. Immutable. {@code toString()} is one line, which {@link
 * OperationParser} reads back to an equal operation. Durations are in nanoseconds.
 */
public sealed interface Operation
        permits MemberOperation, LinkChange, Operation.Partition, Operation.Heal, Operation.Check {

    /** The names of the members that it mentions. */
    Set<String> members();

    /** The operation without one of its members; null if nothing is left of it. */
    default @Nullable Operation without(String member) {
        return members().contains(member) ? null : this;
    }

    /** Carries it out. */
    void perform(OperationTarget cluster);

    /** Divides the members into groups that cannot reach each other; those in no group form another one together. */
    record Partition(List<List<String>> groups) implements Operation {
        public Partition {
            groups = groups.stream().map(List::copyOf).toList();
        }

        @Override
        public Set<String> members() {
            Set<String> named = new TreeSet<>();
            groups.forEach(named::addAll);
            return named;
        }

        @Override
        public @Nullable Operation without(String member) {
            List<List<String>> left = groups.stream()
                    .map(group ->
                            group.stream().filter(name -> !name.equals(member)).toList())
                    .filter(group -> !group.isEmpty())
                    .toList();
            return left.isEmpty() ? null : new Partition(left);
        }

        @Override
        public void perform(OperationTarget cluster) {
            cluster.partition(groups.stream().map(Set::copyOf).toList());
        }

        @Override
        public String toString() {
            return "partition "
                    + String.join(
                            " | ",
                            groups.stream()
                                    .map(group -> String.join(",", group))
                                    .toList());
        }
    }

    /** Ends every partition and every change to the links. */
    record Heal() implements Operation {
        @Override
        public Set<String> members() {
            return Set.of();
        }

        @Override
        public void perform(OperationTarget cluster) {
            cluster.heal();
        }

        @Override
        public String toString() {
            return "heal";
        }
    }

    /** From now on, all running members must come to agree, and to be right, within this time. */
    record Check(long within) implements Operation {
        @Override
        public Set<String> members() {
            return Set.of();
        }

        @Override
        public void perform(OperationTarget cluster) {
            cluster.check(within);
        }

        @Override
        public String toString() {
            return "check " + DurationFormat.format(within);
        }
    }
}
