package dev.grapevine.sim.protocol;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The events that members emitted, in order. */
final class Trace implements Observer {

    /** An event that a member emitted. */
    record Observed(long at, String observer, PeerEvent event) {}

    private final List<Observed> entries = new ArrayList<>();

    /** Plays a scenario and returns the events of its members. */
    static Trace of(long seed, Scenario scenario) {
        return of(seed, scenario, PeerFactory.STANDARD);
    }

    /** The same with peers of another making. */
    static Trace of(long seed, Scenario scenario, PeerFactory factory) {
        Trace trace = new Trace();
        Simulation.run(seed, scenario, factory, List.of(trace));
        return trace;
    }

    @Override
    public void emitted(Process process, PeerEvent event) {
        entries.add(new Observed(process.host().worldNow(), process.host().name(), event));
    }

    List<PeerEvent.Failed> failures() {
        return entries.stream()
                .map(Observed::event)
                .filter(PeerEvent.Failed.class::isInstance)
                .map(PeerEvent.Failed.class::cast)
                .toList();
    }

    List<Observed> entries() {
        return List.copyOf(entries);
    }

    /** The members that emitted an event of this kind about a member, and how long after {@code since} each first did. */
    Map<String, Long> heard(Class<? extends PeerEvent.Membership> kind, String member, long since) {
        Map<String, Long> heard = new TreeMap<>();
        for (Observed entry : all(kind)) {
            if (entry.at() >= since && kind.cast(entry.event()).member().name().equals(member)) {
                heard.putIfAbsent(entry.observer(), entry.at() - since);
            }
        }
        return heard;
    }

    /** When an operation is performed for the first time. */
    static long timeOf(Scenario scenario, String operation) {
        return scenario.steps().stream()
                .filter(step -> step.operation().toString().equals(operation))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + operation))
                .at();
    }

    /** The events of this kind, in order. */
    <T extends PeerEvent> List<Observed> all(Class<T> kind) {
        return entries.stream().filter(entry -> kind.isInstance(entry.event())).toList();
    }

    /** The members that declared a member dead, and when each first did, without those that do not count. */
    Map<String, Long> deathsOf(String member, String... notCounted) {
        Map<String, Long> first = new TreeMap<>();
        for (Observed entry : all(PeerEvent.Failed.class)) {
            boolean of = ((PeerEvent.Failed) entry.event()).member().name().equals(member);
            if (of && !List.of(notCounted).contains(entry.observer())) {
                first.putIfAbsent(entry.observer(), entry.at());
            }
        }
        return first;
    }

    /** One entry a line. */
    @Override
    public String toString() {
        return entries.stream().map(Observed::toString).collect(Collectors.joining("\n"));
    }
}
