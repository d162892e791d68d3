package dev.grapevine.core.sync;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.StreamServer;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Syncs by stream: those whose differences do not fit a datagram, and those by which members join. */
public final class SyncStreams implements StreamServer {

    /** How long either side waits for the whole of it. */
    private static final long PATIENCE = 10_000_000_000L;

    private static final int ANSWERS_AT_A_TIME = 2;

    /** Messages, of which a longer answer keeps the next joiner out until it is through: it lies in memory. */
    private static final int LARGE = 2_048;

    private static final int OTHERS_OFFERED = 8;

    private final Settings settings;
    private final SyncParts parts;
    private final Channels channels;
    private final PeerSelector selector;
    private final Timers timers;
    private int joins;
    private int answers;

    SyncStreams(Settings settings, SyncParts parts, Channels channels, PeerSelector selector, Timers timers) {
        this.settings = settings;
        this.parts = parts;
        this.channels = channels;
        this.selector = selector;
        this.timers = timers;
    }

    /** Hears how a join went, beyond whether it brought anything. */
    public interface JoinEnd {
        void joined(Message.Hello host, boolean useful, long now);

        void refused(Message.Refused refused, long now);

        void busy(List<Address> others, long now);

        void failed(CloseCause cause, long now);
    }

    SyncSession ask(Address to, Message.Purpose purpose, boolean alone, SyncSession.End end, long now) {
        Asker asker = new Asker(end, null);
        return asker.open(to, purpose, alone, now);
    }

    /** Joins the cluster of whoever is there. */
    public void join(Address to, boolean alone, JoinEnd end, long now) {
        new Asker((useful, then) -> {}, end).open(to, Message.Purpose.JOIN, alone, now);
    }

    /** The asker's end of the stream. */
    private final class Asker implements ChannelHandler, SyncTransport {
        private final SyncSession.End end;
        private final @Nullable JoinEnd joinEnd;
        private long channel;
        private boolean over;
        private Message.@Nullable Hello host;
        private @Nullable SyncSession exchange;

        Asker(SyncSession.End end, @Nullable JoinEnd joinEnd) {
            this.end = end;
            this.joinEnd = joinEnd;
        }

        SyncSession open(Address to, Message.Purpose purpose, boolean alone, long now) {
            SyncSession opened = new SyncSession(parts, 0, this, alone, this::ended);
            exchange = opened;
            channel = channels.openStream(to, purpose, this);
            channels.write(channel, List.of(opened.question()));
            timers.at(now + PATIENCE, then -> fail(CloseCause.TIMEOUT, then));
            return opened;
        }

        private void ended(boolean useful, long now) {
            over = true;
            end.ended(useful, now);
            if (joinEnd != null && host != null) {
                joinEnd.joined(host, useful, now);
            }
        }

        @Override
        public void send(List<Message> messages) {
            if (!messages.isEmpty()) {
                channels.write(channel, messages);
            }
        }

        @Override
        public void ask(Message question) {
            send(List.of(question, new Message.SyncDone(0)));
        }

        @Override
        public void end() {
            channels.close(channel);
        }

        @Override
        public void received(long from, List<Message> messages, long now) {
            SyncSession running = exchange;
            for (Message message : messages) {
                if (over || running == null) {
                    return;
                }
                if (message instanceof Message.Hello hello) {
                    host = hello;
                    running.with(hello.name());
                } else if (message instanceof Message.Refused refused) {
                    stop(now);
                    if (joinEnd != null) {
                        joinEnd.refused(refused, now);
                    }
                } else if (message instanceof Message.Busy busy) {
                    stop(now);
                    if (joinEnd != null) {
                        joinEnd.busy(busy.others(), now);
                    }
                } else if (message instanceof Message.SyncDigests digests) {
                    running.digests(digests, now);
                } else if (message instanceof Message.SyncDone) {
                    running.done(now);
                } else {
                    running.fact(message);
                }
            }
        }

        private void stop(long now) {
            over = true;
            channels.close(channel);
            end.ended(false, now);
        }

        @Override
        public void closed(long closedChannel, CloseCause cause, long now) {
            fail(cause, now);
        }

        private void fail(CloseCause cause, long now) {
            if (over) {
                return;
            }
            over = true;
            channels.close(channel);
            end.ended(false, now);
            if (joinEnd != null) {
                joinEnd.failed(cause, now);
            }
        }
    }

    // ---- answering

    /** Another process opened a stream to sync or join. */
    @Override
    public void accepted(long channel, Message.Hello hello, long now) {
        List<Address> others = others(hello.name());
        boolean join = hello.purpose() == Message.Purpose.JOIN;
        int limit = join ? settings.count(ProtocolSetting.JOIN_LIMIT) : ANSWERS_AT_A_TIME;
        if ((join ? joins : answers) >= limit) {
            channels.greet(channel, hello.purpose(), new Message.Busy(others));
            channels.close(channel);
            return;
        }
        Answerer answerer = new Answerer(channel, hello.name(), join);
        channels.hand(channel, answerer);
        channels.greet(channel, hello.purpose());
        timers.at(now + PATIENCE, then -> answerer.stop());
    }

    private List<Address> others(String joiner) {
        List<Address> addresses = new ArrayList<>();
        for (MemberEntry entry :
                selector.random(OTHERS_OFFERED, entry -> !entry.name().equals(joiner))) {
            Address address = entry.address();
            if (address != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private final class Answerer implements ChannelHandler {
        private final long channel;
        private final String name;
        private final boolean join;
        private final List<Message> facts = new ArrayList<>();
        private boolean counted = true;

        Answerer(long channel, String name, boolean join) {
            this.channel = channel;
            this.name = name;
            this.join = join;
            count(1);
        }

        private void count(int change) {
            if (join) {
                joins += change;
            } else {
                answers += change;
            }
        }

        @Override
        public void received(long from, List<Message> messages, long now) {
            for (Message message : messages) {
                if (message instanceof Message.SyncBuckets buckets && join && knowsNobody(buckets)) {
                    tellAll(buckets, now);
                } else if (message instanceof Message.SyncBuckets buckets) {
                    channels.write(channel, List.of(parts.answers().digests(buckets, now)));
                } else if (message instanceof Message.SyncRequest request) {
                    answer(request, now);
                } else if (!(message instanceof Message.SyncDone)) {
                    facts.add(message);
                }
            }
        }

        /**
         * It has nothing to compare, so digests would cost a round trip and tell it nothing. One that is dead here is to see in them that it is, and then holds
         * back the verdicts that come with that.
         */
        private boolean knowsNobody(Message.SyncBuckets buckets) {
            int used = 0;
            for (int hash : buckets.hashes()) {
                used += hash == 0 ? 0 : 1;
            }
            return used <= 1 && !SyncParts.isDead(parts.view().get(name));
        }

        private void tellAll(Message.SyncBuckets buckets, long now) {
            List<Message> told = parts.answers().all(now);
            told.add(new Message.SyncDone(buckets.number()));
            channels.write(channel, told);
            if (told.size() <= LARGE) {
                served();
            }
        }

        /** What is told here is what was known before the other's gifts: they need not come back. */
        private void answer(Message.SyncRequest request, long now) {
            List<Message> told = parts.answers().wanted(request, now);
            told.add(new Message.SyncDone(request.number()));
            channels.write(channel, told);
            parts.learn(facts, false, SyncParts.isDead(parts.view().get(name)), now);
            facts.clear();
            served();
        }

        /** All is said; that the stream is still to be closed keeps nobody else out. */
        private void served() {
            if (counted) {
                counted = false;
                count(-1);
            }
        }

        @Override
        public void closed(long closedChannel, CloseCause cause, long now) {
            stop();
        }

        void stop() {
            served();
            channels.close(channel);
        }
    }
}
