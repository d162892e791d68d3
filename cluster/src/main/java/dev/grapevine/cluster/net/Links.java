package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The channels of one peer that are open, by number; numbers are never used twice. Of the loop's thread alone. */
final class Links {

    private final EventLoop loop;
    private final Inputs inputs;
    private final Map<Long, Link> open = new HashMap<>();
    private long last;

    Links(EventLoop loop, Inputs inputs) {
        this.loop = loop;
        this.inputs = inputs;
    }

    Inputs inputs() {
        return inputs;
    }

    long nextNumber() {
        return ++last;
    }

    void add(long number, Link link) {
        open.put(number, link);
    }

    /** One that could not be opened; that will be reported. */
    void addDead(long number) {
        open.put(number, new DeadLink());
    }

    @Nullable Link get(long number) {
        return open.get(number);
    }

    /** The peer is done with it: it hears no more of it. */
    @Nullable Link remove(long number) {
        return open.remove(number);
    }

    /** Tells the peer that a channel is closed, unless it closed it itself; only where the peer is not on the stack. */
    void fail(long number, CloseCause cause, long now) {
        Link link = open.remove(number);
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
        new ArrayList<>(open.values()).forEach(Link::abort);
        open.clear();
    }

    private record DeadLink() implements Link {
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
