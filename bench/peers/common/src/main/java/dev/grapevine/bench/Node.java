package dev.grapevine.bench;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One node and what it sees. Thread-safe. */
final class Node<H> implements Observer {

    private final String name;
    private final Sightings sightings;
    private final boolean removesAtLeave;
    private final Set<String> view = ConcurrentHashMap.newKeySet();
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    private volatile boolean alive = true;
    private volatile @Nullable H handle;

    Node(String name, Sightings sightings, boolean removesAtLeave) {
        this.name = name;
        this.sightings = sightings;
        this.removesAtLeave = removesAtLeave;
    }

    String name() {
        return name;
    }

    H handle() {
        H started = handle;
        if (started == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return started;
    }

    void started(H value) {
        handle = value;
    }

    /** Whether the node should be running. */
    boolean alive() {
        return alive;
    }

    /** Marks the node as ended: what it sees no longer counts. */
    void gone() {
        alive = false;
    }

    int members() {
        return view.size();
    }

    boolean sees(Set<String> names) {
        return view.equals(names);
    }

    @Override
    public void up(String subject) {
        view.add(subject);
    }

    @Override
    public void suspected(String subject) {
        sightings.offer(Watch.Kind.SUSPECTED, name, subject, "");
    }

    @Override
    public void leaving(String subject) {
        if (!removesAtLeave) {
            leaving.add(subject);
            view.remove(subject);
        }
        sightings.offer(Watch.Kind.LEAVING, name, subject, "");
    }

    @Override
    public void down(String subject) {
        boolean left = leaving.remove(subject);
        boolean wasUp = view.remove(subject);
        if (left || wasUp) {
            sightings.offer(Watch.Kind.DOWN, name, subject, "");
        }
        if (wasUp && alive) {
            sightings.death(subject);
        }
    }

    @Override
    public void message(String text) {
        sightings.offer(Watch.Kind.MESSAGE, name, "", text);
    }

    @Override
    public void updated(String subject, String value) {
        sightings.offer(Watch.Kind.UPDATED, name, subject, value);
    }
}
