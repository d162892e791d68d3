package dev.grapevine.bench.pekko;

import dev.grapevine.bench.Observer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.ddata.DistributedData;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.Replicator;
import org.apache.pekko.cluster.pubsub.DistributedPubSub;
import org.apache.pekko.cluster.pubsub.DistributedPubSubMediator;

/** Passes an observer the events of one node's cluster, topic and shared map. */
final class Listener extends AbstractActor {

    private final Observer observer;
    private final Function<Member, String> names;
    private final boolean messages;
    private final boolean updates;
    private final Map<String, String> seen = new HashMap<>();

    Listener(Observer observer, Function<Member, String> names, boolean messages, boolean updates) {
        this.observer = observer;
        this.names = names;
        this.messages = messages;
        this.updates = updates;
    }

    @Override
    public void preStart() {
        Cluster.get(getContext().getSystem())
                .subscribe(
                        getSelf(),
                        ClusterEvent.initialStateAsEvents(),
                        ClusterEvent.MemberEvent.class,
                        ClusterEvent.UnreachableMember.class);
        if (messages) {
            DistributedPubSub.get(getContext().getSystem())
                    .mediator()
                    .tell(new DistributedPubSubMediator.Subscribe(PekkoPeer.TOPIC, getSelf()), getSelf());
        }
        if (updates) {
            DistributedData.get(getContext().getSystem())
                    .replicator()
                    .tell(new Replicator.Subscribe<>(PekkoPeer.VALUES, getSelf()), getSelf());
        }
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(ClusterEvent.MemberUp.class, event -> observer.up(names.apply(event.member())))
                .match(ClusterEvent.MemberLeft.class, event -> observer.leaving(names.apply(event.member())))
                .match(ClusterEvent.UnreachableMember.class, event -> observer.suspected(names.apply(event.member())))
                .match(ClusterEvent.MemberRemoved.class, event -> observer.down(names.apply(event.member())))
                .match(String.class, observer::message)
                .match(Replicator.Changed.class, this::changed)
                .matchAny(other -> {})
                .build();
    }

    @SuppressWarnings("unchecked") // this actor subscribes to one map only
    private void changed(Replicator.Changed<?> changed) {
        ((LWWMap<String, String>) changed.dataValue()).getEntries().forEach((name, value) -> {
            if (!value.equals(seen.put(name, value))) {
                observer.updated(name, value);
            }
        });
    }
}
