package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open channels of one peer, by number. A number is never used twice. Used by the loop's thread only. */
final class ChannelTable {

    private final EventLoop loop;
    private final TransportListener listener;
    private final Map<Long, NetChannel> open = new HashMap<>();
    private long last;

    ChannelTable(EventLoop loop, TransportListener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    TransportListener listener() {
        return listener;
    }

    long nextNumber() {
        return ++last;
    }

    void add(long number, NetChannel channel) {
        open.put(number, channel);
    }

    /** Adds a channel that could not be opened, until its failure is reported. */
    void addFailed(long number) {
        open.put(number, new FailedChannel());
    }

    @Nullable NetChannel get(long number) {
        return open.get(number);
    }

    /** Removes a channel that the peer has closed; the peer receives no further events of it. */
    @Nullable NetChannel remove(long number) {
        return open.remove(number);
    }

    /**
     * Tells the peer that a channel is closed, unless the peer closed it. Not to be called within a call of the peer.
     */
    void fail(long number, CloseCause cause, long now) {
        NetChannel channel = open.remove(number);
        if (channel != null) {
            channel.abort();
            listener.channelClosed(number, cause, now);
        }
    }

    /** The same as {@link #fail}, but the channel closes by itself. */
    void forget(long number, CloseCause cause, long now) {
        if (open.remove(number) != null) {
            listener.channelClosed(number, cause, now);
        }
    }

    /** The same as {@link #fail}, for use within a call of the peer. */
    void failLater(long number, CloseCause cause) {
        loop.execute(() -> fail(number, cause, System.nanoTime()));
    }

    void abortAll() {
        new ArrayList<>(open.values()).forEach(NetChannel::abort);
        open.clear();
    }

    private record FailedChannel() implements NetChannel {
        @Override
        public void write(List<Message> messages) {
            // A channel that never opened sends nothing.
        }

        @Override
        public void close() {
            abort();
        }

        @Override
        public void abort() {
            // There is nothing to close.
        }
    }
}
