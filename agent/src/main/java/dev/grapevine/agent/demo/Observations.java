package dev.grapevine.agent.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The observations of all members, in order of arrival. Thread-safe. */
final class Observations {

    private final List<Observation> all = new ArrayList<>();
    private final Map<String, Map<String, String>> views = new TreeMap<>();
    private final Consumer<Observation> listener;

    /** @param listener called for each observation, on the thread that adds it */
    Observations(Consumer<Observation> listener) {
        this.listener = listener;
    }

    void add(Observation observation, String status) {
        synchronized (this) {
            all.add(observation);
            if (!status.isEmpty()) {
                views.computeIfAbsent(observation.observer(), name -> new TreeMap<>())
                        .put(observation.subject(), status);
            }
            notifyAll();
        }
        listener.accept(observation);
    }

    /** Drops the view of an observer that has ended. */
    synchronized void forget(String observer) {
        views.remove(observer);
    }

    /** The position of the next observation. */
    synchronized int mark() {
        return all.size();
    }

    /** How many members see the subject with each status. */
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
     * Waits until each observer has made an observation that matches, and returns the first one of each, by observer;
     * fewer after a timeout.
     *
     * @param from the position to start from, as returned by {@link #mark}
     */
    synchronized Map<String, Observation> await(
            int from, Collection<String> observers, Predicate<Observation> kind, Duration timeout)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Map<String, Observation> found = new TreeMap<>();
            for (Observation observation : all.subList(from, all.size())) {
                if (observers.contains(observation.observer()) && kind.test(observation)) {
                    found.putIfAbsent(observation.observer(), observation);
                }
            }
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (found.size() == observers.size() || millis <= 0) {
                return found;
            }
            wait(millis);
        }
    }

    /** Waits until all observers see all subjects with a status; false after a timeout. */
    synchronized boolean awaitStatus(
            Collection<String> observers, Collection<String> subjects, String status, Duration timeout)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
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
