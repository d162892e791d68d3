package dev.grapevine.core.failure;

import dev.grapevine.core.ping.PingListener;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;

/**
 * Tells a member that is held suspect, dead or left, and shows signs of life, what is said of it, so that it can refute
 * (PROTOCOL.md, sections 1 and 2). A sign of life is an answer to a ping; a ping of its own is not, since its sender
 * address may be forged, so the member is pinged back first.
 */
public final class AccusationNotices implements PingListener {

    private final Pings pings;
    private final PiggybackSender sender;

    public AccusationNotices(Pings pings, PiggybackSender sender) {
        this.pings = pings;
        this.sender = sender;
    }

    @Override
    public void answered(MemberEntry member, long now) {
        if (member.status() != Status.ALIVE) {
            sender.accuse(member, now);
        }
    }

    /** A member that has answered at this address before was told along with the answer to its ping. */
    @Override
    public void asked(MemberEntry member, Address from, long now) {
        if (member.status() != Status.ALIVE && !sender.trusted(member, from)) {
            pings.poll(member, from, now);
        }
    }
}
