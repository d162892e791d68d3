package dev.grapevine.cluster;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Since when each member has had its status, as the local member saw it. Used by the loop's thread only. */
final class StatusTimes {

    private record Entry(long generation, Status status, Instant since) {}

    private final Map<String, Entry> byName = new HashMap<>();

    void observe(PeerEvent event) {
        if (event instanceof PeerEvent.Forgotten forgotten) {
            byName.remove(forgotten.member().name());
        } else if (event instanceof PeerEvent.Membership membership) {
            since(membership.member());
        }
    }

    /** When the member was first seen with this generation and status; now, if this is the first time. */
    Instant since(MemberRecord member) {
        Entry known = byName.get(member.name());
        if (known == null || known.generation != member.generation() || known.status != member.status()) {
            known = new Entry(member.generation(), member.status(), Instant.now());
            byName.put(member.name(), known);
        }
        return known.since;
    }
}
