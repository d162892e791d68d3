package dev.grapevine.bench.grapevine;

import dev.grapevine.bench.Observer;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.Snapshot;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import java.util.HashSet;
import java.util.Set;

/** Translates a member's events for an observer. */
final class Listener implements ClusterListener {

    private final Observer observer;

    /** What the observer was told so far. A later snapshot is compared with it. */
    private final Set<String> told = new HashSet<>();

    Listener(Observer observer) {
        this.observer = observer;
    }

    @Override
    public void onSnapshot(Snapshot snapshot) {
        Set<String> live = new HashSet<>();
        for (Member member : snapshot.members()) {
            if (member.live()) {
                live.add(member.name());
            }
        }
        Set.copyOf(told).stream().filter(name -> !live.contains(name)).forEach(this::down);
        live.forEach(this::up);
    }

    @Override
    public void onEvent(Event event) {
        if (event instanceof Event.Joined joined) {
            up(joined.member().name());
        } else if (event instanceof Event.Recovered recovered) {
            up(recovered.member().name());
        } else if (event instanceof Event.Suspected suspected) {
            observer.suspected(suspected.member().name());
        } else if (event instanceof Event.Failed failed) {
            down(failed.member().name());
        } else if (event instanceof Event.Left left) {
            down(left.member().name());
        } else if (event instanceof Event.ServiceUp published) {
            updated(published.instance());
        } else if (event instanceof Event.ServiceChanged changed) {
            updated(changed.instance());
        }
    }

    private void updated(Instance instance) {
        observer.updated(instance.member().name(), instance.service().output());
    }

    private void up(String name) {
        if (told.add(name)) {
            observer.up(name);
        }
    }

    private void down(String name) {
        if (told.remove(name)) {
            observer.down(name);
        }
    }
}
