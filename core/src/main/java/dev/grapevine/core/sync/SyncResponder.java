package dev.grapevine.core.sync;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.StreamServer;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.SyncOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * The answerer's side of syncs and joins (PROTOCOL.md, sections 4 and 6); {@link SyncRequester} describes the whole.
 *
 * <p>By datagram it keeps nothing between two questions, and no answer is longer than its question. By stream a few are answered at a time; the
 * others are told to come back, and a joiner whom else to ask.
 */
public final class SyncResponder implements StreamServer, DropCounts {

    /** Digests of more members than this go by stream. */
    private static final int BY_DATAGRAM = 24;

    private static final int SYNCS_AT_A_TIME = 2;
    private static final int OTHERS_OFFERED = 8;

    /** Messages. A longer answer keeps its place until the stream is closed, since it lies in memory until then. */
    private static final int LARGE = 2_048;

    private final SyncFacts facts;
    private final Channels channels;
    private final Outbox outbox;
    private final PeerSelector selector;
    private final Timers timers;
    private final int joinsAtATime;
    private long unexpected;
    private int joins;
    private int syncs;

    public SyncResponder(
            Settings settings,
            SyncFacts facts,
            Channels channels,
            Outbox outbox,
            PeerSelector selector,
            Timers timers) {
        this.facts = facts;
        this.channels = channels;
        this.outbox = outbox;
        this.selector = selector;
        this.timers = timers;
        this.joinsAtATime = settings.count(ProtocolSetting.JOIN_LIMIT);
    }

    // ---- by datagram

    /** Answers buckets with digests, or says that these are too large for a datagram. */
    public void buckets(Message.SyncBuckets question, Address from, int questionSize, long now) {
        Message.SyncDigests digests = facts.digests(question, now);
        boolean fits = digests.digests().size() <= BY_DATAGRAM && Codec.size(digests) <= questionSize;
        count(SyncOutcome.ANSWERED);
        outbox.answer(from, List.of(fits ? digests : new Message.SyncTooLarge(question.number())), now);
    }

    /** Answers a request with as many facts as the question was long; the asker will find the others missing again. */
    public void request(Message.SyncRequest request, Address from, int questionSize, long now) {
        Message end = new Message.SyncDone(request.number());
        int room = questionSize - Codec.size(end);
        List<Message> answer = new ArrayList<>();
        for (Message fact : facts.wanted(request, now)) {
            if (Codec.size(fact) <= room) {
                room -= Codec.size(fact);
                answer.add(fact);
            }
        }
        answer.add(end);
        outbox.answer(from, answer, now);
    }

    /** Messages on streams that were dropped since they are no question, or come out of turn. */
    @Override
    public long unexpected() {
        return unexpected;
    }

    private void count(SyncOutcome what) {
        facts.counts().add(what);
    }

    // ---- by stream

    @Override
    public void accepted(long channel, Message.Hello hello, long now) {
        List<Address> others = others(hello.name());
        boolean join = hello.purpose() == Message.Purpose.JOIN;
        if (join ? joins >= joinsAtATime : syncs >= SYNCS_AT_A_TIME) {
            count(SyncOutcome.BUSY);
            channels.greet(channel, hello.purpose(), new Message.Busy(others));
            channels.close(channel);
            return;
        }
        Visit visit = new Visit(channel, hello.name(), join);
        channels.hand(channel, visit);
        channels.greet(channel, hello.purpose());
        timers.at(now + SyncRequester.STREAM_PATIENCE_NANOS, Visit::expired, visit);
    }

    private List<Address> others(String asker) {
        List<Address> addresses = new ArrayList<>();
        for (MemberEntry entry :
                selector.random(OTHERS_OFFERED, entry -> !entry.name().equals(asker))) {
            Address address = entry.address();
            if (address != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private enum Phase {
        /** The buckets are to come. */
        GREETED,
        /** Digests are sent; gifts and the request are to come. */
        COMPARED,
        /** Everything is told. */
        SERVED
    }

    /** One stream, from its hello on. Each question counts once and in its phase; everything else is dropped and counted. */
    private final class Visit implements ChannelHandler {
        private final long channel;
        private final String asker;
        private final boolean join;
        private final ReceivedFacts gifts = facts.receive();
        private Phase phase = Phase.GREETED;
        private int number;
        private boolean holdsPlace = true;

        Visit(long channel, String asker, boolean join) {
            this.channel = channel;
            this.asker = asker;
            this.join = join;
            countPlace(1);
        }

        @Override
        public void received(long from, List<Message> messages, long now) {
            for (Message message : messages) {
                switch (message.kind()) {
                    case SYNC_BUCKETS -> compare((Message.SyncBuckets) message, now);
                    case ALIVE, VERDICT, STATE_DELTA -> gift(message, now);
                    case SYNC_REQUEST -> answer((Message.SyncRequest) message, now);
                    case SYNC_DONE -> {} // that was all; it follows the request
                    default -> unexpected++;
                }
            }
        }

        private boolean expects(boolean inItsPhase) {
            if (!inItsPhase) {
                unexpected++;
            }
            return inItsPhase;
        }

        private void compare(Message.SyncBuckets buckets, long now) {
            if (!expects(phase == Phase.GREETED)) {
                return;
            }
            if (join && knowsNobody(buckets)) {
                tellAll(buckets, now);
                return;
            }
            phase = Phase.COMPARED;
            number = buckets.number();
            channels.write(channel, List.of(facts.digests(buckets, now)));
        }

        /**
         * A joiner that knows nobody has nothing to compare: digests would cost a round trip and tell it nothing. One that is dead here gets them all the
         * same: it is to see that it is dead, and to put off the verdicts that come with that.
         */
        private boolean knowsNobody(Message.SyncBuckets buckets) {
            int used = 0;
            for (int hash : buckets.hashes()) {
                used += hash == 0 ? 0 : 1;
            }
            return used <= 1 && !facts.isDead(asker);
        }

        private void tellAll(Message.SyncBuckets buckets, long now) {
            phase = Phase.SERVED;
            List<Message> told = facts.all(now);
            told.add(new Message.SyncDone(buckets.number()));
            channels.write(channel, told);
            if (told.size() <= LARGE) {
                leavePlace();
            }
        }

        private void gift(Message fact, long now) {
            if (!expects(phase == Phase.COMPARED)) {
                return;
            }
            if (!gifts.add(fact)) {
                expired(now);
            } else if (gifts.full()) {
                merge(now);
            }
        }

        private void merge(long now) {
            facts.merge(gifts.take(), false, facts.isDead(asker), now);
        }

        /** Tells before it merges: the asker needs none of its gifts back. */
        private void answer(Message.SyncRequest request, long now) {
            if (!expects(phase == Phase.COMPARED && request.number() == number)) {
                return;
            }
            phase = Phase.SERVED;
            List<Message> told = facts.wanted(request, now);
            told.add(new Message.SyncDone(request.number()));
            channels.write(channel, told);
            merge(now);
            leavePlace();
        }

        @Override
        public void closed(long from, CloseCause cause, long now) {
            leavePlace();
        }

        private void expired(long now) {
            phase = Phase.SERVED;
            leavePlace();
            channels.close(channel);
        }

        /** Lets the next one in; that the stream is still to be closed keeps nobody out. */
        private void leavePlace() {
            gifts.close();
            if (holdsPlace) {
                holdsPlace = false;
                countPlace(-1);
            }
        }

        private void countPlace(int change) {
            if (join) {
                joins += change;
            } else {
                syncs += change;
            }
        }
    }
}
