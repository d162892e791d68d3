package dev.grapevine.sim;

import dev.grapevine.core.Peer;
import dev.grapevine.core.Why;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.quality.QualityOfService;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A scenario that was played: what each member said and when, and what each would answer at its end. */
final class Played {

    private final Scenario scenario;
    private final Trace trace = new Trace();
    private final Map<String, Peer> peers = new TreeMap<>();

    Played(long seed, Scenario.Builder story) {
        scenario = story.build();
        Simulation.run(
                seed,
                scenario,
                (config, random, port, now) -> {
                    Peer peer = new Peer(config, random, port, now);
                    peers.put(config.name(), peer);
                    return new PeerProgram(peer);
                },
                List.of(trace));
    }

    /** The last life of that member. */
    Peer peer(String name) {
        Peer peer = peers.get(name);
        if (peer == null) {
            throw new AssertionError("no " + name);
        }
        return peer;
    }

    QualityOfService quality(String name) {
        return peer(name).stats().quality();
    }

    /** The chain of evidence that one tells about another, each step as {@code BY[<HEARD FROM]: TEXT}. */
    List<String> why(String teller, String about) {
        return peer(teller).why(about, 0).map(Why::findings).orElse(List.of()).stream()
                .map(finding -> finding.by() + (finding.heardFrom() == null ? "" : "<" + finding.heardFrom()) + ": "
                        + finding.text())
                .toList();
    }

    List<Trace.Observed> said() {
        return trace.entries();
    }

    List<Event.Failed> failures() {
        return trace.failures();
    }

    /** When that operation was performed, as it is written. */
    long at(String operation) {
        return scenario.steps().stream()
                .filter(step -> step.operation().toString().equals(operation))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + operation))
                .at();
    }

    /** How long after that operation each other member told of such an event about that one. */
    Map<String, Long> heard(String operation, Class<? extends Event.Membership> kind, String about) {
        long at = at(operation);
        Map<String, Long> heard = new TreeMap<>();
        for (Trace.Observed observed : said()) {
            boolean tells = kind.isInstance(observed.event())
                    && kind.cast(observed.event()).member().name().equals(about)
                    && !observed.observer().equals(about)
                    && observed.at() >= at;
            if (tells) {
                heard.putIfAbsent(observed.observer(), observed.at() - at);
            }
        }
        return heard;
    }

    /** When the last of them heard. */
    static long last(Map<String, Long> heard) {
        return Collections.max(heard.values());
    }

    /** How long after that operation one told of such an event first. */
    long after(String operation, Class<? extends Event> kind, String observer) {
        return said().stream()
                        .filter(observed -> kind.isInstance(observed.event())
                                && observed.observer().equals(observer))
                        .mapToLong(Trace.Observed::at)
                        .filter(at -> at >= at(operation))
                        .findFirst()
                        .orElseThrow()
                - at(operation);
    }
}
