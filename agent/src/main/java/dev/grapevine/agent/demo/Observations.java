package dev.grapevine.agent.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What all members saw, in the order in which they told. Thread-safe. */
final class Observations {

    private final List<Observation> all = new ArrayList<>();
    private final Map<String, Map<String, String>> views = new TreeMap<>();
    private final Consumer<Observation> listener;

    /** @param listener hears each one, on the thread that brought it */
    Observations(Consumer<Observation> listener) {
        this.listener = listener;
    }

    void add(Observation sighting, String status) {
        synchronized (this) {
            all.add(sighting);
            if (!status.isEmpty()) {
                views.computeIfAbsent(sighting.observer(), name -> new TreeMap<>())
                        .put(sighting.subject(), status);
            }
            notifyAll();
        }
        listener.accept(sighting);
    }

    /** The observer ended, and with it its view. */
    synchronized void forget(String observer) {
        views.remove(observer);
    }

    /** Where later sightings begin. */
    synchronized int mark() {
        return all.size();
    }

    /** For each status how many members see the subject so. */
    synchronized Map<String, Integer> statuses(String subject) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Map<String, String> view : views.values()) {
            String status = view.get(subject);
            if (status != null) {
                counts.merge(status, 1, Integer::sum);
            }
        }
        return counts;
    }

    /**
     * Waits until each observer has had a sighting of that kind, and gives the first of each, by observer; fewer when time ran
     * out.
     *
     * @param from mark that they come after
     */
    synchronized Map<String, Observation> await(
            int from, Collection<String> observers, Predicate<Observation> kind, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Map<String, Observation> found = new TreeMap<>();
            for (Observation sighting : all.subList(from, all.size())) {
                if (observers.contains(sighting.observer()) && kind.test(sighting)) {
                    found.putIfAbsent(sighting.observer(), sighting);
                }
            }
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (found.size() == observers.size() || millis <= 0) {
                return found;
            }
            wait(millis);
        }
    }

    /** Waits until all observers see all subjects with a status; false when time ran out. */
    synchronized boolean awaitStatus(
            Collection<String> observers, Collection<String> subjects, String status, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!seen(observers, subjects, status)) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    private boolean seen(Collection<String> observers, Collection<String> subjects, String status) {
        return observers.stream()
                .allMatch(observer -> subjects.stream()
                        .allMatch(subject -> status.equals(
                                views.getOrDefault(observer, Map.of()).get(subject))));
    }
}
