package dev.grapevine.core.state;

import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.StreamServer;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.wire.Message;
import java.util.List;

/** Serves the streams by which others pull state: one request, one answer. The other side closes the stream. */
public final class StateResponder implements StreamServer {

    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final StateStore states;
    private final Channels channels;
    private final Timers timers;

    public StateResponder(StateStore states, Channels channels, Timers timers) {
        this.states = states;
        this.channels = channels;
        this.timers = timers;
    }

    @Override
    public void accepted(long channel, Message.Hello hello, long now) {
        channels.hand(channel, this::received);
        channels.greet(channel, Message.Purpose.STATE);
        timers.at(now + PATIENCE_NANOS, this::expired, channel);
    }

    private void received(long channel, List<Message> messages, long now) {
        for (Message message : messages) {
            if (message instanceof Message.StateRequest request) {
                answer(channel, request);
            }
        }
    }

    private void answer(long channel, Message.StateRequest request) {
        Message.StateDelta delta = states.delta(request.name(), request.held());
        if (delta == null || delta.generation() != request.generation()) {
            channels.close(channel);
        } else {
            channels.write(channel, List.of(delta));
        }
    }

    private void expired(long channel, long now) {
        channels.close(channel);
    }
}
