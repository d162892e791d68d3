package dev.grapevine.cluster;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Since when each member has had its status, as seen from here. Of the loop's thread alone. */
final class StatusTimes {

    private record Sighting(long generation, Status status, Instant since) {}

    private final Map<String, Sighting> byName = new HashMap<>();

    void observe(Event event) {
        if (event instanceof Event.Forgotten forgotten) {
            byName.remove(forgotten.member().name());
        } else if (event instanceof Event.Membership membership) {
            since(membership.member());
        }
    }

    /** When the member was first seen with this generation and status: now, if it was not seen so before. */
    Instant since(MemberRecord member) {
        Sighting known = byName.get(member.name());
        if (known == null || known.generation != member.generation() || known.status != member.status()) {
            known = new Sighting(member.generation(), member.status(), Instant.now());
            byName.put(member.name(), known);
        }
        return known.since;
    }
}
