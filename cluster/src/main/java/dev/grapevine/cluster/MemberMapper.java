package dev.grapevine.cluster;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerQuestions;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Member;
import dev.grapevine.model.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Builds a {@link Member} from a record and from what else a peer knows of that member; remembers since when each member
 * has had its status. Used by the loop's thread only.
 */
final class MemberMapper {

    private record StatusSince(long generation, Status status, Instant since) {}

    private final Peer peer;
    private final Map<String, StatusSince> statusSince = new HashMap<>();

    /** What was built from a record since the last publication: events and the view share it. */
    private final IdentityHashMap<MemberRecord, Member> built = new IdentityHashMap<>();

    MemberMapper(Peer peer) {
        this.peer = peer;
    }

    /** The member of a record, with what else is known of it now, or was when it was built for this publication. */
    Member member(MemberRecord record) {
        return built.computeIfAbsent(record, this::build);
    }

    /** Ends a publication. */
    void published() {
        built.clear();
    }

    private Member build(MemberRecord known) {
        String name = known.name();
        PeerQuestions questions = peer.questions();
        return new Member(
                name,
                known.generation(),
                known.incarnation(),
                known.status(),
                known.addresses(),
                known.zone(),
                questions.tagsOf(name),
                questions.metadataOf(name),
                since(known),
                name.equals(peer.self().name()),
                questions.unstable(name, System.nanoTime()),
                questions.degraded(name),
                questions.processOf(name));
    }

    /** Notes the time of each change, also where nobody asks for the member at once. */
    void observe(PeerEvent event) {
        if (event instanceof PeerEvent.Membership membership) {
            since(membership.member());
        }
    }

    void forget(String name) {
        statusSince.remove(name);
    }

    /** When the member was first seen with this generation and status; now, if this is the first time. */
    private Instant since(MemberRecord member) {
        StatusSince known = statusSince.get(member.name());
        if (known == null || known.generation != member.generation() || known.status != member.status()) {
            known = new StatusSince(member.generation(), member.status(), Instant.now());
            statusSince.put(member.name(), known);
        }
        return known.since;
    }
}
