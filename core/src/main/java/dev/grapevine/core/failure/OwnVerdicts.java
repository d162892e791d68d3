package dev.grapevine.core.failure;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;

/**
 * Gives this member's own verdicts, accusations among them. Each is about the life and the incarnation of its subject that are known as it is given; whoever
 * took time to find something looks before whether that is still the life it was found of. Single-threaded, like the peer.
 */
public final class OwnVerdicts {

    private final LocalMember self;
    private final Membership membership;

    OwnVerdicts(LocalMember self, Membership membership) {
        this.self = self;
        this.membership = membership;
    }

    /** What this member found by itself a moment ago. */
    public void give(MemberEntry subject, Status status, Evidence evidence, long now) {
        give(subject, status, evidence, List.of(self.name()), 0, now);
    }

    /**
     * What was found by some, this member perhaps among them.
     *
     * @param accusers names, at most {@link Message.Verdict#MAX_ACCUSERS}
     * @param ageNanos since the first sign of it
     */
    void give(MemberEntry subject, Status status, Evidence evidence, List<String> accusers, long ageNanos, long now) {
        membership.verdict(
                new Message.Verdict(
                        subject.name(),
                        subject.record().generation(),
                        subject.record().incarnation(),
                        status,
                        evidence,
                        accusers,
                        ageNanos / 1_000_000),
                ChangeSource.OWN,
                now);
    }
}
