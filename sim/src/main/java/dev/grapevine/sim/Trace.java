package dev.grapevine.sim;

import dev.grapevine.core.env.Event;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** What was done to a cluster and what its members said about it, in order. */
public final class Trace implements Observer {

    /** One line of a trace. */
    public sealed interface Entry {
        /** Nanoseconds since the world's beginning. */
        long at();
    }

    /** An operation was performed. */
    public record Performed(long at, Operation operation) implements Entry {
        @Override
        public String toString() {
            return Amounts.instant(at) + " " + operation;
        }
    }

    /**
     * A check was passed.
     *
     * @param after how long it took
     */
    public record Passed(long at, long after) implements Entry {
        @Override
        public String toString() {
            return Amounts.instant(at) + " passed after " + Amounts.duration(after);
        }
    }

    /** A member told of an event. */
    public record Observed(long at, String observer, Event event) implements Entry {
        @Override
        public String toString() {
            return Amounts.instant(at) + " " + observer + ": " + event;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    void add(Entry entry) {
        entries.add(entry);
    }

    @Override
    public void emitted(Process process, Event event) {
        entries.add(new Observed(process.host().worldNow(), process.host().name(), event));
    }

    /** In the order in which they happened. */
    public List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** One entry a line. */
    @Override
    public String toString() {
        return entries.stream().map(Entry::toString).collect(Collectors.joining("\n"));
    }
}
