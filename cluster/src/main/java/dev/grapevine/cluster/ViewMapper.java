package dev.grapevine.cluster;

import dev.grapevine.core.Peer;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.model.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Maps the view of a peer to the types of the public API. Used by the loop's thread only. */
final class ViewMapper {

    private final Peer peer;
    private final StatusTimes statusTimes;

    ViewMapper(Peer peer, StatusTimes statusTimes) {
        this.peer = peer;
        this.statusTimes = statusTimes;
    }

    Member self() {
        return member(peer.self());
    }

    List<Member> members() {
        return peer.questions().members().stream().map(this::member).toList();
    }

    Optional<Member> member(String name) {
        return Optional.ofNullable(peer.questions().member(name)).map(this::member);
    }

    private Member member(MemberRecord known) {
        String name = known.name();
        return new Member(
                name,
                known.generation(),
                known.incarnation(),
                known.status(),
                known.addresses(),
                known.zone(),
                peer.questions().tagsOf(name),
                peer.questions().metadataOf(name),
                statusTimes.since(known),
                name.equals(peer.self().name()),
                peer.questions().unstable(name, System.nanoTime()),
                peer.questions().degraded(name));
    }

    Set<String> services() {
        return new TreeSet<>(peer.questions().registry().services());
    }

    List<Instance> instances(String service) {
        return instances(peer.questions().registry().instances(service)).stream()
                .filter(Instance::discoverable)
                .toList();
    }

    List<Instance> allInstances() {
        return instances(peer.questions().registry().all());
    }

    private List<Instance> instances(List<ServiceRegistry.Registered> registered) {
        List<Instance> found = new ArrayList<>(registered.size());
        for (ServiceRegistry.Registered one : registered) {
            MemberRecord owner = peer.questions().member(one.member());
            if (owner != null) {
                found.add(new Instance(
                        owner.name(),
                        owner.status(),
                        host(one.instance(), owner),
                        peer.questions().unstable(owner.name(), System.nanoTime()),
                        one.instance()));
            }
        }
        return found;
    }

    private static String host(ServiceInstance instance, MemberRecord owner) {
        if (!instance.address().isEmpty() || owner.addresses().isEmpty()) {
            return instance.address();
        }
        return owner.addresses().get(0).host();
    }

    Snapshot snapshot(long missed) {
        return new Snapshot(members(), allInstances(), missed);
    }

    /** The members that are live now, whether the view is stable or not. */
    StableView liveView() {
        List<Member> live = members().stream().filter(Member::live).toList();
        return new StableView(peer.questions().liveId(), live);
    }
}
