package dev.grapevine.core.sync;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.QuestionNumbers;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.SyncOutcome;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The asker's side of a sync (PROTOCOL.md, section 4, "Push-pull sync"), and of a join, which is a sync by stream (section 6).
 *
 * <h2>A session</h2>
 *
 * <pre>
 *     by datagram:             ASKED -- digests --&gt; EXCHANGING -- done --&gt; ENDED
 *                                |
 *                            too large
 *                                v
 *     by stream:  OPENING -- hello --&gt; ASKED -- digests --&gt; EXCHANGING -- done --&gt; ENDED
 * </pre>
 *
 * <p>The asker sends the hashes of its 256 buckets. The answerer returns digests of the buckets that differ. From these the asker sees what either side
 * lacks: it gives what the other lacks, and requests what it lacks itself. A joiner that knows nobody is told everything at once, without digests. A
 * refusal, a stream that closes, or silence ends the session from any phase.
 *
 * <h2>Two ways</h2>
 *
 * <p>By datagram an answer is no longer than its question. Facts in a datagram are ordinary news, merged as they come; the session sees no more than the
 * end of them. By stream everything may be long, and the facts are kept until they are complete, so that they are merged together.
 *
 * <h2>What counts as an answer</h2>
 *
 * <p>An answer counts if it comes by the way that the question went, from the address or on the stream that was asked, with the number of the question,
 * and in its phase; so each counts once. Everything else is dropped and counted.
 */
public final class SyncRequester implements DropCounts {

    /** How long either side of a sync keeps its stream. */
    static final long STREAM_PATIENCE_NANOS = 10_000_000_000L;

    private enum Phase {
        /** The stream is opened and the buckets are sent; the hello is to come. */
        OPENING,
        /** The buckets are sent; the digests are to come. */
        ASKED,
        /** Gifts and the request are sent; what was requested is to come. */
        EXCHANGING,
        ENDED
    }

    private enum Way {
        DATAGRAM,
        STREAM
    }

    /** Hears how a sync with a member ended. */
    interface Listener {
        /**
         * The sync is over; the next may begin.
         *
         * @param useful whether either side learned something from the other
         * @param news whether it is likely that others know more: this one was useful, was not answered, or the view changed meanwhile
         */
        void ended(boolean useful, boolean news, long now);
    }

    /** Hears how a join ended, by one of these. */
    public interface JoinListener {
        void joined(Message.Hello host, long now);

        void refused(Message.Refused refused, long now);

        void busy(List<Address> others, long now);

        void failed(CloseCause cause, long now);
    }

    private final SyncFacts facts;
    private final Channels channels;
    private final SyncDatagrams datagrams;
    private final Timers timers;
    private final long datagramPatienceNanos;
    private final QuestionNumbers numbers;
    private long unexpected;

    /** The one sync with a member that runs. Joins run beside it. */
    private @Nullable Session current;

    public SyncRequester(
            Settings settings,
            SyncFacts facts,
            Channels channels,
            Outbox outbox,
            Timers timers,
            RandomGenerator random) {
        this.facts = facts;
        this.channels = channels;
        this.datagrams = new SyncDatagrams(outbox);
        this.timers = timers;
        this.datagramPatienceNanos = 2 * settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX);
        this.numbers = new QuestionNumbers(random.nextLong());
    }

    /** Whether a sync with a member runs. */
    boolean busy() {
        return current != null;
    }

    /** Begins a sync with a member, unless it has no address. */
    void ask(MemberEntry partner, Listener listener, long now) {
        Address to = partner.address();
        if (to == null) {
            return;
        }
        count(SyncOutcome.ASKED);
        Session session = new Session(numbers.next(), to, listener, null);
        current = session;
        if (partner.degraded()) {
            count(SyncOutcome.STREAM);
            session.askByStream(Message.Purpose.SYNC, now);
        } else {
            session.askByDatagram(now);
        }
    }

    /** Joins the cluster of the process at that address. */
    public void join(Address to, JoinListener listener, long now) {
        new Session(numbers.next(), to, null, listener).askByStream(Message.Purpose.JOIN, now);
    }

    /**
     * From now on this member gives its own record, too.
     *
     * @return false if it did so already
     */
    boolean announce() {
        return facts.announce();
    }

    /** Messages that were dropped since they answer no question, come from elsewhere, out of turn, or again. */
    @Override
    public long unexpected() {
        return unexpected;
    }

    private void count(SyncOutcome what) {
        facts.counts().add(what);
    }

    // ---- answers by datagram

    public void digests(Message.SyncDigests digests, Address from, long now) {
        Session session = asked(digests.number(), from);
        if (session != null) {
            session.digests(digests, now);
        }
    }

    public void tooLarge(Message.SyncTooLarge answer, Address from, long now) {
        Session session = asked(answer.number(), from);
        if (session != null) {
            session.tooLarge(now);
        }
    }

    public void done(Message.SyncDone done, Address from, long now) {
        Session session = asked(done.number(), from);
        if (session != null) {
            session.done(done, now);
        }
    }

    /** The session that asked this address by datagram with that number. */
    private @Nullable Session asked(int number, Address address) {
        Session session = current;
        if (session != null && session.way == Way.DATAGRAM && session.number == number && session.to.equals(address)) {
            return session;
        }
        unexpected++;
        return null;
    }

    /** One sync or join, by whichever way. */
    private final class Session implements ChannelHandler {
        private final int number;
        private final Address to;
        private final boolean alone = facts.alone();
        private final @Nullable Listener listener;
        private final @Nullable JoinListener joiner;
        private final ReceivedFacts received = facts.receive();
        private Phase phase = Phase.ASKED;
        private Way way = Way.DATAGRAM;
        private long channel;
        private Message.@Nullable Hello host;
        private boolean partnerDead;
        private boolean gave;
        private boolean learned;
        private long comparedHash;

        Session(int number, Address to, @Nullable Listener listener, @Nullable JoinListener joiner) {
            this.number = number;
            this.to = to;
            this.listener = listener;
            this.joiner = joiner;
        }

        // ---- the question

        void askByDatagram(long now) {
            datagrams.send(to, List.of(facts.buckets(number)), now);
            timers.at(now + datagramPatienceNanos, this::expired, Way.DATAGRAM);
        }

        void askByStream(Message.Purpose purpose, long now) {
            phase = Phase.OPENING;
            way = Way.STREAM;
            channel = channels.openStream(to, purpose, this);
            channels.write(channel, List.of(facts.buckets(number)));
            timers.at(now + STREAM_PATIENCE_NANOS, this::expired, Way.STREAM);
        }

        private void expired(Way then, long now) {
            if (then == way) {
                fail(CloseCause.TIMEOUT, now);
            }
        }

        // ---- answers

        @Override
        public void received(long from, List<Message> messages, long now) {
            for (Message message : messages) {
                if (phase == Phase.ENDED) {
                    return;
                }
                switch (message.kind()) {
                    case HELLO -> hello((Message.Hello) message);
                    case REFUSED -> refused((Message.Refused) message, now);
                    case BUSY -> busy((Message.Busy) message, now);
                    case SYNC_DIGESTS -> digests((Message.SyncDigests) message, now);
                    case ALIVE, VERDICT, STATE_DELTA -> fact(message, now);
                    case SYNC_DONE -> done((Message.SyncDone) message, now);
                    default -> unexpected++;
                }
            }
        }

        /** Whether this is the time for such an answer; if not, it is dropped. */
        private boolean expects(boolean inItsPhase) {
            if (!inItsPhase) {
                unexpected++;
            }
            return inItsPhase;
        }

        private void hello(Message.Hello hello) {
            if (expects(phase == Phase.OPENING)) {
                phase = Phase.ASKED;
                host = hello;
                partnerDead = facts.isDead(hello.name());
            }
        }

        private void tooLarge(long now) {
            if (expects(phase == Phase.ASKED)) {
                count(SyncOutcome.STREAM);
                askByStream(Message.Purpose.SYNC, now);
            }
        }

        /** Both sides get what they lack, and no more. */
        private void digests(Message.SyncDigests digests, long now) {
            if (!expects(phase == Phase.ASKED && digests.number() == number)) {
                return;
            }
            phase = Phase.EXCHANGING;
            comparedHash = facts.viewHash();
            DigestDiff diff = facts.compare(digests, partnerDead, now);
            partnerDead |= diff.accusesSelf();
            if (diff.empty()) {
                complete(false, now);
                return;
            }
            List<Message> gifts = facts.gifts(diff, now);
            gave = !gifts.isEmpty();
            exchange(gifts, new Message.SyncRequest(number, diff.wanted()), now);
        }

        private void exchange(List<Message> gifts, Message.SyncRequest request, long now) {
            if (way == Way.DATAGRAM) {
                datagrams.send(to, gifts, now);
                datagrams.ask(to, request, now);
                return;
            }
            if (!gifts.isEmpty()) {
                channels.write(channel, gifts);
            }
            channels.write(channel, List.of(request, new Message.SyncDone(number)));
        }

        /** The other side tells what was requested; or everything, to a joiner. */
        private boolean told() {
            return phase == Phase.EXCHANGING || phase == Phase.ASKED && joiner != null;
        }

        private void fact(Message fact, long now) {
            if (!expects(told())) {
                return;
            }
            if (!received.add(fact)) {
                fail(CloseCause.GARBLED, now);
            } else if (received.full()) {
                merge(now);
            }
        }

        private void merge(long now) {
            learned |= facts.merge(received.take(), alone, partnerDead, now);
        }

        private void done(Message.SyncDone done, long now) {
            if (expects(told() && done.number() == number)) {
                merge(now);
                complete(learned || gave, now);
            }
        }

        // ---- the end

        private void complete(boolean useful, long now) {
            end(useful, now);
            if (joiner != null && host != null) {
                joiner.joined(host, now);
            }
        }

        /** Comes instead of the hello. */
        private void refused(Message.Refused refused, long now) {
            if (!expects(phase == Phase.OPENING)) {
                return;
            }
            end(false, now);
            if (joiner != null) {
                joiner.refused(refused, now);
            }
        }

        private void busy(Message.Busy busy, long now) {
            if (!expects(phase == Phase.ASKED)) {
                return;
            }
            end(false, now);
            if (joiner != null) {
                joiner.busy(busy.others(), now);
            }
        }

        @Override
        public void closed(long from, CloseCause cause, long now) {
            fail(cause, now);
        }

        private void fail(CloseCause cause, long now) {
            if (phase == Phase.ENDED) {
                return;
            }
            end(false, now);
            if (joiner != null) {
                joiner.failed(cause, now);
            }
        }

        private void end(boolean useful, long now) {
            boolean unanswered = phase != Phase.EXCHANGING;
            phase = Phase.ENDED;
            received.close();
            if (way == Way.STREAM) {
                channels.close(channel);
            }
            if (listener != null) {
                count(useful ? SyncOutcome.USEFUL : SyncOutcome.EMPTY);
                current = null;
                boolean news = useful || unanswered || facts.viewHash() != comparedHash;
                listener.ended(useful, news, now);
            }
        }
    }
}
