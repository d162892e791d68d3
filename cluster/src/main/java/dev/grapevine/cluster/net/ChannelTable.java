package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The channels of one peer that are open, by number; numbers are never used twice. Of the loop's thread alone. */
final class ChannelTable {

    private final EventLoop loop;
    private final TransportListener inputs;
    private final Map<Long, NetChannel> open = new HashMap<>();
    private long last;

    ChannelTable(EventLoop loop, TransportListener inputs) {
        this.loop = loop;
        this.inputs = inputs;
    }

    TransportListener inputs() {
        return inputs;
    }

    long nextNumber() {
        return ++last;
    }

    void add(long number, NetChannel link) {
        open.put(number, link);
    }

    /** One that could not be opened; that will be reported. */
    void addDead(long number) {
        open.put(number, new DeadLink());
    }

    @Nullable NetChannel get(long number) {
        return open.get(number);
    }

    /** The peer is done with it: it hears no more of it. */
    @Nullable NetChannel remove(long number) {
        return open.remove(number);
    }

    /** Tells the peer that a channel is closed, unless it closed it itself; only where the peer is not on the stack. */
    void fail(long number, CloseCause cause, long now) {
        NetChannel link = open.remove(number);
        if (link != null) {
            link.abort();
            inputs.channelClosed(number, cause, now);
        }
    }

    /** The same, for use within calls of the peer. */
    void failLater(long number, CloseCause cause) {
        loop.execute(() -> fail(number, cause, System.nanoTime()));
    }

    void abortAll() {
        new ArrayList<>(open.values()).forEach(NetChannel::abort);
        open.clear();
    }

    private record DeadLink() implements NetChannel {
        @Override
        public void write(List<Message> messages) {
            // Nothing leaves a channel that never opened.
        }

        @Override
        public void close() {
            abort();
        }

        @Override
        public void abort() {
            // It holds nothing.
        }
    }
}
