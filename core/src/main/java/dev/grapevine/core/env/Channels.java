package dev.grapevine.core.env;

import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The open channels and the handler of each: opens channels, greets on streams, and passes on what becomes of a
 * channel.
 */
public final class Channels {

    private final Port port;
    private final Handshake handshake;
    private final Map<Long, ChannelHandler> handlers = new HashMap<>();

    public Channels(Port port, Handshake handshake) {
        this.port = port;
        this.handshake = handshake;
    }

    // ---- opening and closing

    /** Opens a stream; its first message is this member's hello. */
    public long openStream(Address to, Message.Purpose purpose, ChannelHandler handler) {
        long channel = port.openStream(to);
        handlers.put(channel, handler);
        write(channel, List.of(handshake.hello(purpose)));
        return channel;
    }

    /** Opens a connected datagram socket. */
    public long openDatagram(Address to, ChannelHandler handler) {
        long channel = port.openDatagram(to);
        handlers.put(channel, handler);
        return channel;
    }

    /** Answers the hello of an accepted stream; {@code more} goes in the same write. */
    public void greet(long channel, Message.Purpose purpose, Message... more) {
        List<Message> messages = new ArrayList<>();
        messages.add(handshake.hello(purpose));
        messages.addAll(List.of(more));
        write(channel, messages);
    }

    /** Makes this the handler of a channel, opened or accepted. */
    public void hand(long channel, ChannelHandler handler) {
        handlers.put(channel, handler);
    }

    /** Writes to a channel, if it is open. */
    public void write(long channel, List<Message> messages) {
        if (handlers.containsKey(channel)) {
            port.write(channel, messages);
        }
    }

    /** Closes a channel, if it is open. Its handler hears no more. */
    public void close(long channel) {
        if (handlers.remove(channel) != null) {
            port.close(channel);
        }
    }

    /** What the sides of a sealed stream have agreed on; null before that, and on other channels. */
    public @Nullable StreamSecret secretOf(long channel) {
        return port.secretOf(channel);
    }

    /** Ends the streams that are sealed under a key which is not accepted any more; their handlers hear of it. */
    public void end(Predicate<KeyId> refused, long now) {
        for (long channel : List.copyOf(handlers.keySet())) {
            StreamSecret secret = port.secretOf(channel);
            ChannelHandler handler = secret == null || !refused.test(secret.key()) ? null : handlers.remove(channel);
            if (handler != null) {
                port.close(channel);
                handler.closed(channel, CloseCause.LOCAL, now);
            }
        }
    }

    public void closeAll() {
        List.copyOf(handlers.keySet()).forEach(this::close);
    }

    /** How many channels are open. */
    public int open() {
        return handlers.size();
    }

    // ---- inputs

    public void opened(long channel, long now) {
        ChannelHandler handler = handlers.get(channel);
        if (handler != null) {
            handler.opened(channel, now);
        }
    }

    public void received(long channel, List<Message> messages, long now) {
        ChannelHandler handler = handlers.get(channel);
        if (handler != null) {
            handler.received(channel, messages, now);
        }
    }

    public void closed(long channel, CloseCause cause, long now) {
        ChannelHandler handler = handlers.remove(channel);
        if (handler != null) {
            handler.closed(channel, cause, now);
        }
    }
}
