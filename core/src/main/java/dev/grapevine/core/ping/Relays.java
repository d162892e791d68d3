package dev.grapevine.core.ping;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pings on behalf of other members: this one is the helper of an indirect probe (PROTOCOL.md, section 2). The requester
 * hears of the ack as soon as it comes, or hears a nack when the time that it gave is over, so that it can tell a
 * silent target from a silent helper.
 */
public final class Relays implements Question.Outcome {

    /** Who asked for it, and the number of the question there. */
    private record Relay(Address requester, int number) {}

    private final View view;
    private final Pings pings;
    private final PiggybackSender sender;
    private final Timers timers;
    private final Map<Question, Relay> open = new HashMap<>();

    public Relays(View view, Pings pings, PiggybackSender sender, Timers timers) {
        this.view = view;
        this.pings = pings;
        this.sender = sender;
        this.timers = timers;
    }

    /** Another member asks this one to ping a third. */
    public void requested(Message.PingRequest request, Address requester, long now) {
        Question question = pings.openRelay(request.check(), this);
        open.put(question, new Relay(requester, request.number()));
        pings.send(question, view.at(request.target()), request.target(), now);
        timers.at(now + request.timeoutMillis() * 1_000_000L, this::timeUp, question);
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
        sender.answer(view.at(relay.requester()), relay.requester(), reply, 0, now);
    }
}
