package dev.grapevine.core.env;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which channel is whose: hands each channel's fate to the handler that opened or accepted it. */
public final class Channels {

    private final Port port;
    private final Map<Long, ChannelHandler> handlers = new HashMap<>();

    public Channels(Port port) {
        this.port = port;
    }

    public long openStream(Address to, ChannelHandler handler) {
        long channel = port.openStream(to);
        handlers.put(channel, handler);
        return channel;
    }

    public long openDatagram(Address to, ChannelHandler handler) {
        long channel = port.openDatagram(to);
        handlers.put(channel, handler);
        return channel;
    }

    /** From now on this handler follows the channel; also for one that was accepted. */
    public void hand(long channel, ChannelHandler handler) {
        handlers.put(channel, handler);
    }

    public void write(long channel, List<Message> messages) {
        if (handlers.containsKey(channel)) {
            port.write(channel, messages);
        }
    }

    /** Closes it, if it is open; its handler hears no more. */
    public void close(long channel) {
        if (handlers.remove(channel) != null) {
            port.close(channel);
        }
    }

    public void closeAll() {
        List.copyOf(handlers.keySet()).forEach(this::close);
    }

    public int open() {
        return handlers.size();
    }

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
