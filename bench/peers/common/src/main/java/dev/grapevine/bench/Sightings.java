package dev.grapevine.bench;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Where all observers report: what is waited for at the moment, and who was declared dead by live ones. Thread-safe. */
final class Sightings {

    private final Map<String, Integer> deaths = new ConcurrentHashMap<>();
    private volatile Watch outcome = Watch.NOTHING;
    private volatile Watch sign = Watch.NOTHING;

    /** From now on waits for this. */
    Watch await(Watch.Kind kind, String subject, String value) {
        outcome = new Watch(kind, subject, value);
        return outcome;
    }

    /** Notes this too: a suspicion before a death, an announcement before a removal. */
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

    /** Nodes that were declared dead, except some, each with the number of observers that did. */
    Map<String, Integer> deathsExcept(Set<String> killed) {
        Map<String, Integer> wrong = new TreeMap<>(deaths);
        wrong.keySet().removeAll(killed);
        return wrong;
    }

    static int observations(Map<String, Integer> deaths) {
        return deaths.values().stream().mapToInt(Integer::intValue).sum();
    }
}
