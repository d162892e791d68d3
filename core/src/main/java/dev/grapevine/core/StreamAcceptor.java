package dev.grapevine.core;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.Handshake;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.StreamServer;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Receives the streams that others open. Each begins with a hello. If that does not fit this member, the stream is refused with the reason;
 * otherwise it goes to the server of its purpose.
 */
final class StreamAcceptor {

    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Channels channels;
    private final Handshake handshake;
    private final Function<Message.Purpose, StreamServer> servers;
    private final Timers timers;
    private final Port port;

    /** @param servers the server of each purpose */
    StreamAcceptor(
            Channels channels,
            Handshake handshake,
            Function<Message.Purpose, StreamServer> servers,
            Timers timers,
            Port port) {
        this.channels = channels;
        this.handshake = handshake;
        this.servers = servers;
        this.timers = timers;
        this.port = port;
    }

    void accepted(long channel, Address from, long now) {
        Unknown stream = new Unknown(channel, from);
        channels.hand(channel, stream);
        timers.at(now + PATIENCE_NANOS, Unknown::expired, stream);
    }

    /** A stream whose hello is still to come. */
    private final class Unknown implements ChannelHandler {
        private final long channel;
        private final Address from;
        private boolean admitted;

        Unknown(long channel, Address from) {
            this.channel = channel;
            this.from = from;
        }

        @Override
        public void received(long receivedOn, List<Message> messages, long now) {
            if (messages.isEmpty() || !(messages.get(0) instanceof Message.Hello hello)) {
                channels.close(channel);
                return;
            }
            Optional<Message.Refused> objection = handshake.objectionTo(hello);
            if (objection.isPresent()) {
                refuse(hello, objection.get());
                return;
            }
            admitted = true;
            servers.apply(hello.purpose()).accepted(channel, hello, now);
            if (messages.size() > 1) {
                channels.received(channel, messages.subList(1, messages.size()), now);
            }
        }

        private void refuse(Message.Hello hello, Message.Refused reason) {
            channels.write(channel, List.of(reason));
            channels.close(channel);
            port.emit(new PeerEvent.Mismatch(from, "refused " + hello.name() + " at " + from + ": " + reason.detail()));
        }

        private void expired(long now) {
            if (!admitted) {
                channels.close(channel);
            }
        }
    }
}
