package dev.grapevine.bench;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Collects what all observers report: the change being waited for, and deaths declared by live nodes. Thread-safe. */
final class Sightings {

    private final Map<String, Integer> deaths = new ConcurrentHashMap<>();
    private volatile Watch outcome = Watch.NOTHING;
    private volatile Watch sign = Watch.NOTHING;

    /** Starts to wait for a change. */
    Watch await(Watch.Kind kind, String subject, String value) {
        outcome = new Watch(kind, subject, value);
        return outcome;
    }

    /** Starts to record an early sign as well: a suspicion before a death, an announcement before a removal. */
    Watch awaitSign(Watch.Kind kind, String subject) {
        sign = new Watch(kind, subject, "");
        return sign;
    }

    void stop() {
        outcome = Watch.NOTHING;
        sign = Watch.NOTHING;
    }

    void offer(Watch.Kind kind, String observer, String subject, String value) {
        outcome.offer(kind, observer, subject, value);
        sign.offer(kind, observer, subject, value);
    }

    void death(String subject) {
        deaths.merge(subject, 1, Integer::sum);
    }

    void forgetDeaths() {
        deaths.clear();
    }

    /** Nodes that were declared dead, except these, each with the number of observers that declared it. */
    Map<String, Integer> deathsExcept(Set<String> killed) {
        Map<String, Integer> wrong = new TreeMap<>(deaths);
        wrong.keySet().removeAll(killed);
        return wrong;
    }

    static int observations(Map<String, Integer> deaths) {
        return deaths.values().stream().mapToInt(Integer::intValue).sum();
    }
}
