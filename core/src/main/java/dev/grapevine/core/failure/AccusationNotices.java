package dev.grapevine.core.failure;

import dev.grapevine.core.ping.PingListener;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells a member that is held suspect, dead or left, and shows signs of life, what is said of it, so that it can refute
 * (PROTOCOL.md, sections 1 and 2). A sign of life is an answer to a ping; a ping of its own is not, since its sender
 * address may be forged, so the member is pinged back first.
 *
 * <p>The other end may take that ping for a sign of life too, and ping back. Each member is pinged so at most once a
 * second, and a limited number of members, so that two processes do not keep each other busy.
 */
public final class AccusationNotices implements PingListener {

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** In a cluster of any size about one member in a second pings another. */
    private static final int MOST_IN_A_SECOND = 64;

    private final Pings pings;
    private final PiggybackSender sender;
    private final Set<String> pingedBack = new HashSet<>();
    private long secondBegan;

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
        if (member.status() != Status.ALIVE && !sender.proven(from) && mayPingBack(member, now)) {
            pings.poll(member, from, now);
        }
    }

    private boolean mayPingBack(MemberEntry member, long now) {
        if (pingedBack.isEmpty() || now - secondBegan >= SECOND_NANOS) {
            pingedBack.clear();
            secondBegan = now;
        }
        return pingedBack.size() < MOST_IN_A_SECOND && pingedBack.add(member.name());
    }
}
