package dev.grapevine.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The scenarios in which nodes fail: a crash, a hang, one after another, many at once. */
final class Deaths<H> {

    private static final long POLL_MILLIS = 5;
    private static final double MASS10 = 0.1;
    private static final double MASS50 = 0.5;

    /** How long to watch for false deaths after the survivors agree. */
    private static final long AFTERMATH_MILLIS = 5_000;

    private final Nodes<H> nodes;
    private final Report report;

    Deaths(Nodes<H> nodes, Report report) {
        this.nodes = nodes;
        this.report = report;
    }

    /** One node stops: killed, or hung with its sockets open. */
    void one(Scenario scenario, int repeat) throws Exception {
        Node<H> victim = nodes.pick();
        List<Node<H>> observers = nodes.live();
        observers.remove(victim);
        Sightings sightings = nodes.sightings();
        sightings.forgetDeaths();
        Watch suspected = sightings.awaitSign(Watch.Kind.SUSPECTED, victim.name());
        Watch dead = sightings.await(Watch.Kind.DOWN, victim.name(), "");
        if (scenario == Scenario.HANG) {
            victim.gone();
            nodes.peer().block(victim.handle(), true);
        } else {
            nodes.kill(List.of(victim));
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(nodes.limitMillis());
        while (dead.count() < observers.size() && System.nanoTime() < end) {
            askForSuspicions(suspected, observers, victim.name());
            Thread.sleep(POLL_MILLIS);
        }
        String label = scenario.label();
        boolean all = suspected.count() >= observers.size();
        report.emit(label, "first_suspect_ms", repeat, suspected.firstMillis());
        report.emit(label, "all_suspect_ms", repeat, all ? suspected.lastMillis() : -1, "saw", suspected.count());
        report.emit(label, "first_dead_ms", repeat, dead.firstMillis());
        report.emit(
                label,
                "all_dead_ms",
                repeat,
                dead.lastMillis(),
                "ok",
                dead.count() >= observers.size(),
                "observers",
                observers.size(),
                "saw",
                dead.count());
        reportWrong(label, repeat, Set.of(victim.name()));
        sightings.stop();
        if (scenario == Scenario.HANG) {
            nodes.kill(List.of(victim));
        }
    }

    private void askForSuspicions(Watch suspected, List<Node<H>> observers, String subject) {
        if (!nodes.peer().suspicionsPolled() || suspected.count() >= observers.size()) {
            return;
        }
        for (Node<H> observer : observers) {
            if (!suspected.hasSeen(observer.name()) && nodes.peer().suspects(observer.handle(), subject)) {
                suspected.seen(observer.name());
            }
        }
    }

    /** Kills one node after another until the seed is alone. Each dies when all survivors know of the one before. */
    void oneByOne(int repeat) throws Exception {
        String label = Scenario.ONE_BY_ONE.label();
        List<Node<H>> victims = new ArrayList<>(nodes.pick(nodes.live().size() - 1));
        Sightings sightings = nodes.sightings();
        sightings.forgetDeaths();
        for (int i = 0; i < victims.size(); i++) {
            Node<H> victim = victims.get(i);
            int observers = nodes.live().size() - 1;
            Watch dead = sightings.await(Watch.Kind.DOWN, victim.name(), "");
            nodes.kill(List.of(victim));
            boolean complete = nodes.until(() -> dead.count() >= observers);
            report.emit(
                    label,
                    "all_dead_ms",
                    repeat,
                    dead.lastMillis(),
                    "ok",
                    complete,
                    "killed",
                    i + 1,
                    "left",
                    observers);
            nodes.pause();
        }
        reportWrong(label, repeat, Nodes.namesOf(victims));
        sightings.stop();
    }

    /** Kills a share of the nodes at the same moment. */
    void mass(Scenario scenario, int repeat) throws InterruptedException {
        String label = scenario.label();
        int count = (int) Math.round(nodes.live().size() * (scenario == Scenario.MASS10 ? MASS10 : MASS50));
        List<Node<H>> victims = new ArrayList<>(nodes.pick(count));
        nodes.sightings().forgetDeaths();
        long began = System.nanoTime();
        nodes.kill(victims);
        double killed = Report.millis(System.nanoTime() - began);
        List<Node<H>> survivors = nodes.live();
        boolean agree = nodes.until(() -> Nodes.agree(survivors));
        double agreed = Report.millis(System.nanoTime() - began);
        Thread.sleep(AFTERMATH_MILLIS);
        report.emit(
                label,
                "agree_ms",
                repeat,
                agreed,
                "ok",
                agree,
                "killed",
                count,
                "survivors",
                survivors.size(),
                "killing_took_ms",
                killed);
        reportWrong(label, repeat, Nodes.namesOf(victims));
    }

    private void reportWrong(String label, int repeat, Set<String> killed) {
        Map<String, Integer> wrong = nodes.sightings().deathsExcept(killed);
        report.emit(label, "false_deaths", repeat, wrong.size(), "observations", Sightings.observations(wrong));
    }
}
