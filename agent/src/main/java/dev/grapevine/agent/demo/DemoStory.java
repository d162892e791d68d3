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

/** The story of a demo, scene by scene. The members themselves measure every figure in it. */
final class DemoStory {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final Set<String> ALIVE = Set.of("ALIVE", "JOINED");

    private final DemoCluster cluster;
    private final Observations observations;
    private final LiveTable live;
    private final List<DemoMeasurement> measured = new ArrayList<>();

    DemoStory(DemoCluster cluster, Observations observations, LiveTable live) {
        this.cluster = cluster;
        this.observations = observations;
        this.live = live;
    }

    /**
     * Tells the story from beginning to end.
     *
     * @return the measurements
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
        DemoObserver.follow(member.name(), member.client(), observations);
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
            live.say(member.name() + " starts, process " + member.pid() + ": it knows one address, that of node1");
        }
        for (DemoMember member : others) {
            observe(member);
        }
        List<String> names = cluster.running();
        if (!observations.awaitStatus(names, names, "alive", TIMEOUT)) {
            throw new DemoException("not all members found each other within " + TimeFormat.span(TIMEOUT));
        }
        // The time at which the last two members met. Starting the processes took most of it.
        Instant last = Instant.EPOCH;
        for (DemoMember member : others) {
            last = latest(last, known(0, names, member.name()));
        }
        Instant began = others.get(others.size() - 1).started();
        live.say("all " + members + " see all " + members + ", " + TimeFormat.span(Duration.between(began, last))
                + " after the last process was started (including the start of its JVM)");
    }

    private static Instant latest(Instant one, Map<String, Observation> others) {
        Instant latest = one;
        for (Observation observation : others.values()) {
            latest = observation.time().isAfter(latest) ? observation.time() : latest;
        }
        return latest;
    }

    private Map<String, Observation> known(int from, List<String> observers, String subject)
            throws InterruptedException {
        return observations.await(
                from,
                observers,
                observation -> observation.subject().equals(subject) && ALIVE.contains(observation.type()),
                TIMEOUT);
    }

    private void services() throws InterruptedException {
        List<String> names = cluster.running();
        live.say("web is registered on node2, and api on node3");
        register(member(2), "web", 8080, names);
        register(member(3), "api", 9090, names);
    }

    private void register(DemoMember owner, String service, int port, List<String> names) throws InterruptedException {
        int mark = observations.mark();
        AgentClient client = owner.client();
        RegisterRequest request =
                new RegisterRequest(null, port, List.of("demo"), Map.of(), null, null, null, null, List.of());
        Instant sent = Instant.now();
        client.send("PUT", "/v1/services/" + service + "/" + service, client.write(request));
        Map<String, Observation> up = observations.await(
                mark,
                names,
                observation ->
                        observation.type().equals("UP") && observation.subject().equals(service + "/" + service),
                TIMEOUT);
        note(DemoMeasurement.of(
                "service " + service + " registered on " + owner.name(), sent, up.values(), names.size()));
    }

    private void failure(DemoMember victim) throws InterruptedException {
        List<String> survivors = new ArrayList<>(cluster.running());
        survivors.remove(victim.name());
        int mark = observations.mark();
        Instant killed = victim.kill();
        live.say(victim.name() + " is killed (SIGKILL): it cannot tell the others, and its port is closed");
        Map<String, Observation> failed = observations.await(
                mark,
                survivors,
                observation -> observation.type().equals("FAILED")
                        && observation.subject().equals(victim.name()),
                TIMEOUT);
        for (Observation observation : failed.values()) {
            live.say("  " + observation.observer() + " knew after "
                    + TimeFormat.span(Duration.between(killed, observation.time())) + ": " + observation.text());
        }
        note(DemoMeasurement.of(victim.name() + " killed", killed, failed.values(), survivors.size()));
    }

    private void comeback(DemoMember victim, String seed) throws InterruptedException {
        List<String> survivors = cluster.running();
        int mark = observations.mark();
        victim.awaitEnd(TIMEOUT);
        DemoMember back = cluster.restart(victim, List.of(seed));
        live.say(back.name() + " is started again, process " + back.pid() + ", at the same address");
        observe(back);
        Map<String, Observation> joined = known(mark, survivors, back.name());
        joined.values().stream()
                .findFirst()
                .ifPresent(
                        observation -> live.say("  the same name with a new generation, " + observation.generation()));
        note(DemoMeasurement.of(
                back.name() + " started again (from process start)",
                back.started(),
                joined.values(),
                survivors.size()));
    }

    private void departure(DemoMember leaver) throws InterruptedException {
        List<String> rest = new ArrayList<>(cluster.running());
        rest.remove(leaver.name());
        int mark = observations.mark();
        Instant asked = leaver.terminate();
        live.say(leaver.name() + " is asked to stop (SIGTERM): it tells the others that it is leaving");
        Map<String, Observation> left = observations.await(
                mark,
                rest,
                observation -> observation.type().equals("LEFT")
                        && observation.subject().equals(leaver.name()),
                TIMEOUT);
        leaver.awaitEnd(TIMEOUT);
        note(DemoMeasurement.of(leaver.name() + " left", asked, left.values(), rest.size()));
    }

    private void note(DemoMeasurement result) {
        measured.add(result);
        if (result.delays().isEmpty()) {
            live.say("  no member knew within " + TimeFormat.span(TIMEOUT));
            return;
        }
        Duration first = result.delays().get(0);
        Duration last = result.delays().get(result.delays().size() - 1);
        live.say("  " + result.delays().size() + " of " + result.asked() + " knew, the first after "
                + TimeFormat.span(first) + ", the last after " + TimeFormat.span(last));
    }
}
