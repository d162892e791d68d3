package dev.grapevine.sim;

import dev.grapevine.core.env.Event;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** What members said, in order. */
final class Trace implements Observer {

    /** A member told of an event. */
    record Observed(long at, String observer, Event event) {}

    private final List<Observed> entries = new ArrayList<>();

    /** Plays a scenario and returns what members said in it. */
    static Trace of(long seed, Scenario scenario) {
        Trace trace = new Trace();
        Simulation.run(seed, scenario, PeerFactory.SOUND, List.of(trace));
        return trace;
    }

    @Override
    public void emitted(Process process, Event event) {
        entries.add(new Observed(process.host().worldNow(), process.host().name(), event));
    }

    /** In the order in which they were said. */
    List<Observed> entries() {
        return Collections.unmodifiableList(entries);
    }

    List<Event.Failed> failures() {
        return entries.stream()
                .map(Observed::event)
                .filter(Event.Failed.class::isInstance)
                .map(Event.Failed.class::cast)
                .toList();
    }

    /** One entry a line. */
    @Override
    public String toString() {
        return entries.stream().map(Observed::toString).collect(Collectors.joining("\n"));
    }
}
