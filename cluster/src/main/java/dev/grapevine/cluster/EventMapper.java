package dev.grapevine.cluster;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ServiceInstance;
import java.time.Duration;

/** Maps the events of a peer to those of the public API. Used by the loop's thread only. */
final class EventMapper {

    private final MemberMapper members;

    EventMapper(MemberMapper members) {
        this.members = members;
    }

    Event map(PeerEvent event) {
        if (event instanceof PeerEvent.Membership membership) {
            return map(membership, members.member(membership.member()));
        }
        if (event instanceof PeerEvent.ServiceUp up) {
            return new Event.ServiceUp(instance(up.member(), up.instance()));
        }
        if (event instanceof PeerEvent.ServiceDown down) {
            return new Event.ServiceDown(instance(down.member(), down.instance()));
        }
        if (event instanceof PeerEvent.ServiceChanged changed) {
            return new Event.ServiceChanged(instance(changed.member(), changed.instance()), changed.before());
        }
        return ofTheCluster(event);
    }

    private static Event map(PeerEvent.Membership event, Member member) {
        if (event instanceof PeerEvent.Suspected suspected) {
            return new Event.Suspected(member, suspected.evidence(), suspected.accusers());
        }
        if (event instanceof PeerEvent.Failed failed) {
            return new Event.Failed(
                    member, failed.evidence(), failed.accusers(), Duration.ofNanos(failed.afterNanos()));
        }
        if (event instanceof PeerEvent.Recovered recovered) {
            return new Event.Recovered(member, recovered.wasDead());
        }
        if (event instanceof PeerEvent.Joined) {
            return new Event.Joined(member);
        }
        if (event instanceof PeerEvent.Left) {
            return new Event.Left(member);
        }
        if (event instanceof PeerEvent.Updated) {
            return new Event.Updated(member);
        }
        if (event instanceof PeerEvent.Degraded) {
            return new Event.Degraded(member);
        }
        if (event instanceof PeerEvent.Restored) {
            return new Event.Restored(member);
        }
        if (event instanceof PeerEvent.Forgotten) {
            return new Event.Forgotten(member);
        }
        throw unmapped(event);
    }

    private static Event ofTheCluster(PeerEvent event) {
        if (event instanceof PeerEvent.Partitioned partitioned) {
            return new Event.Partitioned(partitioned.seen(), partitioned.lost());
        }
        if (event instanceof PeerEvent.Merged merged) {
            return new Event.Merged(merged.gained());
        }
        if (event instanceof PeerEvent.NameConflict conflict) {
            return new Event.NameConflict(conflict.name(), conflict.other(), conflict.fatal());
        }
        if (event instanceof PeerEvent.Ready ready) {
            return new Event.Ready(ready.outcome(), ready.members());
        }
        if (event instanceof PeerEvent.Alone alone) {
            return new Event.Alone(alone.seeds(), Duration.ofNanos(alone.forNanos()));
        }
        if (event instanceof PeerEvent.Bootstrap bootstrap) {
            return new Event.Bootstrap(bootstrap.phase(), bootstrap.text());
        }
        if (event instanceof PeerEvent.Mismatch mismatch) {
            return new Event.Mismatch(mismatch.from(), mismatch.text());
        }
        if (event instanceof PeerEvent.Stalled stalled) {
            return new Event.Stalled(Duration.ofNanos(stalled.stallNanos()));
        }
        if (event instanceof PeerEvent.Stopped) {
            return new Event.Stopped();
        }
        throw unmapped(event);
    }

    private Instance instance(MemberRecord owner, ServiceInstance service) {
        return new Instance(members.member(owner), service);
    }

    private static IllegalStateException unmapped(PeerEvent event) {
        return new IllegalStateException(
                "no public event for " + event.getClass().getSimpleName());
    }
}
