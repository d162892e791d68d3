package dev.grapevine.core.ping;

import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.StreamServer;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.wire.Message;
import java.util.List;

/** Answers pings that come by stream, where datagrams do not get through. */
public final class PingStreams implements StreamServer {

    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Channels channels;
    private final Pings pings;
    private final Timers timers;

    public PingStreams(Channels channels, Pings pings, Timers timers) {
        this.channels = channels;
        this.pings = pings;
        this.timers = timers;
    }

    @Override
    public void accepted(long channel, Message.Hello hello, long now) {
        channels.hand(channel, this::received);
        channels.greet(channel, Message.Purpose.PROBE);
        timers.at(now + PATIENCE_NANOS, this::expired, channel);
    }

    private void received(long channel, List<Message> messages, long now) {
        for (Message message : messages) {
            if (message instanceof Message.Ping ping) {
                channels.write(channel, List.of(pings.reply(ping)));
            }
        }
    }

    private void expired(long channel, long now) {
        channels.close(channel);
    }
}
