package dev.grapevine.agent.demo;

import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.cli.AgentClient;
import dev.grapevine.agent.cli.TimeFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What happens in a demonstration, scene by scene. Every figure in it is measured by the members themselves. */
final class DemoStory {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Set<String> ALIVE = Set.of("ALIVE", "JOINED");

    private final DemoCluster cluster;
    private final Observations sightings;
    private final LiveTable live;
    private final List<DemoMeasurement> measured = new ArrayList<>();

    DemoStory(DemoCluster cluster, Observations sightings, LiveTable live) {
        this.cluster = cluster;
        this.sightings = sightings;
        this.live = live;
    }

    /**
     * Tells it from beginning to end.
     *
     * @return what was measured
     */
    List<DemoMeasurement> tell(int members) throws InterruptedException {
        DemoMember first = cluster.start(1, List.of());
        live.say("node1 starts, process " + first.pid() + ": a cluster of one");
        observe(first);
        String seed = first.gossip().orElseThrow();
        discovery(members, seed);
        services();
        DemoMember victim = member(members - 1);
        failure(victim);
        comeback(victim, seed);
        departure(member(members));
        return measured;
    }

    private void observe(DemoMember member) throws InterruptedException {
        member.awaitListening();
        DemoObserver.follow(member.name(), member.client(), sightings);
        live.refresh();
    }

    private DemoMember member(int number) {
        return cluster.members().stream()
                .filter(member -> member.name().equals("node" + number))
                .findFirst()
                .orElseThrow();
    }

    private void discovery(int members, String seed) throws InterruptedException {
        List<DemoMember> others = new ArrayList<>();
        for (int number = 2; number <= members; number++) {
            DemoMember member = cluster.start(number, List.of(seed));
            others.add(member);
            live.say(member.name() + " starts, process " + member.pid() + ": knows one address, that of node1");
        }
        for (DemoMember member : others) {
            observe(member);
        }
        List<String> names = cluster.running();
        if (!sightings.awaitStatus(names, names, "alive", PATIENCE)) {
            throw new DemoException("not all members found one another within " + TimeFormat.span(PATIENCE));
        }
        // Known from when the last pair met; the processes needed most of that time to start.
        Instant last = Instant.EPOCH;
        for (DemoMember member : others) {
            last = latest(last, known(0, names, member.name()));
        }
        Instant began = others.get(others.size() - 1).started();
        live.say("all " + members + " see all " + members + ", " + TimeFormat.span(Duration.between(began, last))
                + " after the last process was started (the JVM's own start included)");
    }

    private static Instant latest(Instant one, Map<String, Observation> others) {
        Instant latest = one;
        for (Observation sighting : others.values()) {
            latest = sighting.time().isAfter(latest) ? sighting.time() : latest;
        }
        return latest;
    }

    private Map<String, Observation> known(int from, List<String> observers, String subject)
            throws InterruptedException {
        return sightings.await(
                from,
                observers,
                sighting -> sighting.subject().equals(subject) && ALIVE.contains(sighting.type()),
                PATIENCE);
    }

    private void services() throws InterruptedException {
        List<String> names = cluster.running();
        live.say("web is registered on node2, api on node3; others hear of it");
        register(member(2), "web", 8080, names);
        register(member(3), "api", 9090, names);
    }

    private void register(DemoMember owner, String service, int port, List<String> names) throws InterruptedException {
        int mark = sightings.mark();
        AgentClient client = owner.client();
        RegisterRequest request =
                new RegisterRequest(null, port, List.of("demo"), Map.of(), null, null, null, null, List.of());
        Instant sent = Instant.now();
        client.send("PUT", "/v1/services/" + service + "/" + service, client.write(request));
        Map<String, Observation> up = sightings.await(
                mark,
                names,
                sighting -> sighting.type().equals("UP") && sighting.subject().equals(service + "/" + service),
                PATIENCE);
        note(DemoMeasurement.of(
                "service " + service + " registered on " + owner.name(), sent, up.values(), names.size()));
    }

    private void failure(DemoMember victim) throws InterruptedException {
        List<String> survivors = new ArrayList<>(cluster.running());
        survivors.remove(victim.name());
        int mark = sightings.mark();
        Instant killed = victim.kill();
        live.say(victim.name() + " is killed (SIGKILL): no word of farewell, its port is closed");
        Map<String, Observation> failed = sightings.await(
                mark,
                survivors,
                sighting ->
                        sighting.type().equals("FAILED") && sighting.subject().equals(victim.name()),
                PATIENCE);
        for (Observation sighting : failed.values()) {
            live.say("  " + sighting.observer() + " knew after "
                    + TimeFormat.span(Duration.between(killed, sighting.time())) + ": " + sighting.text());
        }
        note(DemoMeasurement.of(victim.name() + " killed", killed, failed.values(), survivors.size()));
    }

    private void comeback(DemoMember victim, String seed) throws InterruptedException {
        List<String> survivors = cluster.running();
        int mark = sightings.mark();
        victim.awaitEnd(PATIENCE);
        DemoMember back = cluster.restart(victim, List.of(seed));
        live.say(back.name() + " is started again, process " + back.pid() + ", at the same address");
        observe(back);
        Map<String, Observation> joined = known(mark, survivors, back.name());
        joined.values().stream()
                .findFirst()
                .ifPresent(sighting -> live.say("  a new life of the same name: generation " + sighting.generation()));
        note(DemoMeasurement.of(
                back.name() + " started again (from process start)",
                back.started(),
                joined.values(),
                survivors.size()));
    }

    private void departure(DemoMember leaver) throws InterruptedException {
        List<String> rest = new ArrayList<>(cluster.running());
        rest.remove(leaver.name());
        int mark = sightings.mark();
        Instant asked = leaver.terminate();
        live.say(leaver.name() + " is asked to end (SIGTERM): it says that it leaves");
        Map<String, Observation> left = sightings.await(
                mark,
                rest,
                sighting -> sighting.type().equals("LEFT") && sighting.subject().equals(leaver.name()),
                PATIENCE);
        leaver.awaitEnd(PATIENCE);
        note(DemoMeasurement.of(leaver.name() + " left", asked, left.values(), rest.size()));
    }

    private void note(DemoMeasurement result) {
        measured.add(result);
        if (result.delays().isEmpty()) {
            live.say("  nobody knew within " + TimeFormat.span(PATIENCE));
            return;
        }
        Duration first = result.delays().get(0);
        Duration last = result.delays().get(result.delays().size() - 1);
        live.say("  " + result.delays().size() + " of " + result.asked() + " knew, the first after "
                + TimeFormat.span(first) + ", the last after " + TimeFormat.span(last));
    }
}
