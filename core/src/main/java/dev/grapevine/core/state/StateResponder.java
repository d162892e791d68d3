package dev.grapevine.core.state;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.StreamServer;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.wire.Message;
import java.util.List;

/** Serves the streams by which others pull state: one request, one answer. The other side closes the stream. */
public final class StateResponder implements StreamServer, DropCounts {

    private final StateStore states;
    private final Channels channels;
    private final Timers timers;
    private long unexpected;

    public StateResponder(StateStore states, Channels channels, Timers timers) {
        this.states = states;
        this.channels = channels;
        this.timers = timers;
    }

    @Override
    public void accepted(long channel, Message.Hello hello, long now) {
        Visit visit = new Visit(channel);
        channels.hand(channel, visit);
        channels.greet(channel, Message.Purpose.STATE);
        timers.at(now + StateReceiver.PATIENCE_NANOS, Visit::expired, visit);
    }

    /** Messages on such streams that were dropped since they came out of turn. */
    @Override
    public long unexpected() {
        return unexpected;
    }

    /** One stream, from its hello on. */
    private final class Visit implements ChannelHandler {
        private final long channel;
        private boolean answered;

        Visit(long channel) {
            this.channel = channel;
        }

        @Override
        public void received(long from, List<Message> messages, long now) {
            for (Message message : messages) {
                if (message instanceof Message.StateRequest request && !answered) {
                    answered = true;
                    answer(request, now);
                } else {
                    unexpected++;
                }
            }
        }

        private void answer(Message.StateRequest request, long now) {
            states.heldElsewhere(request.name(), request.generation(), request.held(), now);
            List<Message.StateDelta> parts = states.deltas(request.name(), request.held());
            if (parts.isEmpty() || parts.get(0).generation() != request.generation()) {
                channels.close(channel);
            } else {
                channels.write(channel, List.copyOf(parts));
            }
        }

        private void expired(long now) {
            channels.close(channel);
        }
    }
}
