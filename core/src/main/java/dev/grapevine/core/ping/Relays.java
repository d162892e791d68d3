package dev.grapevine.core.ping;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pings on behalf of other members: this one is the helper of an indirect probe (PROTOCOL.md, section 2). The requester
 * hears of the ack as soon as it comes, or hears a nack when the time that it gave is over, so that it can tell a
 * silent target from a silent helper.
 *
 * <h2>Bounds (PROTOCOL.md, section 9)</h2>
 *
 * Only a live member is helped, only from its own address, and only with a target that is an address of a member. A relay
 * ends after two seconds, whatever its requester says. {@value #LIMIT} run at a time, {@value #LIMIT_OF_ONE} of one
 * requester, and half of them for requesters that have not answered this member yet. A member whose request is refused is
 * told "no answer" at once.
 */
public final class Relays implements Question.Outcome, DropCounts {

    /** Relays that run at a time, far more than a mass failure makes. */
    public static final int LIMIT = 64;

    /** Of one requester. */
    public static final int LIMIT_OF_ONE = 16;

    private static final long LONGEST_NANOS = 2_000_000_000L;

    /** The member that asked for it, and the number of the question there. */
    private record Relay(Address requester, int number) {}

    private final View view;
    private final Pings pings;
    private final PiggybackSender sender;
    private final Timers timers;
    private final Map<Question, Relay> open = new LinkedHashMap<>();
    private long strangers;
    private long refused;

    public Relays(View view, Pings pings, PiggybackSender sender, Timers timers) {
        this.view = view;
        this.pings = pings;
        this.sender = sender;
        this.timers = timers;
    }

    /** Another member asks this one to ping a third. */
    public void requested(Message.PingRequest request, Address requester, long now) {
        MemberEntry member = view.at(requester);
        if (member == null || !member.live()) {
            strangers++;
            return;
        }
        Message nack = new Message.Nack(request.number());
        if (!sender.reserve(requester, nack, now)) {
            return;
        }
        Relay relay = new Relay(requester, request.number());
        MemberEntry target = view.at(request.target());
        if (target == null || !hasRoomFor(relay)) {
            refused++;
            reply(relay, nack, now);
            return;
        }
        Question question = pings.openRelay(request.check(), this);
        open.put(question, relay);
        pings.sendOnBehalf(question, target, request.target(), now);
        long nanos = Math.min(LONGEST_NANOS, request.timeoutMillis() * 1_000_000L);
        timers.at(now + nanos, this::timeUp, question);
    }

    private boolean hasRoomFor(Relay relay) {
        int ofRequester = 0;
        for (Relay other : open.values()) {
            ofRequester += other.requester().equals(relay.requester()) ? 1 : 0;
        }
        int limit = sender.proven(relay.requester()) ? LIMIT : LIMIT / 2;
        return open.size() < limit && ofRequester < LIMIT_OF_ONE && !open.containsValue(relay);
    }

    @Override
    public void answered(Question question, Address from, long roundTripNanos, long now) {
        Relay relay = end(question);
        if (relay != null) {
            reply(relay, new Message.RelayedAck(relay.number()), now);
        }
    }

    private void timeUp(Question question, long now) {
        Relay relay = end(question);
        if (relay != null) {
            reply(relay, new Message.Nack(relay.number()), now);
        }
    }

    /** Null if it had ended before. */
    private @Nullable Relay end(Question question) {
        pings.close(question);
        return open.remove(question);
    }

    private void reply(Relay relay, Message reply, long now) {
        sender.answerReserved(view.at(relay.requester()), relay.requester(), reply, now);
    }

    /** Requests that were dropped since no member of this cluster sent them. */
    @Override
    public long unexpected() {
        return strangers;
    }

    /** Requests that were refused since too many relays were open, or the target is no member's address. */
    @Override
    public long refused() {
        return refused;
    }
}
