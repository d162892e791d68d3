package dev.grapevine.core.sync;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.PingListener;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.state.StatePull;
import dev.grapevine.core.state.StateStore;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Push-pull sync that pays for the difference only. View hashes travel on probes and acks; where they differ, and {@link SyncBackoff} agrees, the
 * asker sends its 256 bucket hashes, is told digests of the buckets that differ, and both send the records and state that the other lacks: by datagram
 * where it fits, else by stream. A member asks one other at a time. An answer by datagram is no longer than its question.
 */
public final class Sync implements PingListener {

    /** More entries than this go by stream. */
    private static final int BY_DATAGRAM = 24;

    private static final int NUMBERS = 1 << 16;

    /** How often a joiner asks again at most; where there is always news it need not. */
    private static final int CATCH_UPS = 4;

    private final Settings settings;
    private final View view;
    private final Outbox outbox;
    private final Timers timers;
    private final PeerSelector selector;
    private final RandomGenerator random;
    private final SyncBackoff gate;
    private final SyncParts parts;
    private final SyncStreams streams;
    private final int capacity;
    private final Map<String, Long> outcomes = new TreeMap<>();
    private @Nullable SyncSession asking;
    private @Nullable MemberEntry partner;
    private int lastNumber;
    private long lastHash;
    private int catchingUp;
    private boolean stopped;

    public Sync(
            Settings settings,
            View view,
            LocalMember self,
            Membership membership,
            StatePull states,
            StateStore store,
            Outbox outbox,
            Channels channels,
            Timers timers,
            PeerSelector selector,
            RandomGenerator random,
            Port port,
            int capacity,
            long now) {
        this.settings = settings;
        this.view = view;
        this.outbox = outbox;
        this.timers = timers;
        this.selector = selector;
        this.random = random;
        this.capacity = capacity;
        this.gate = new SyncBackoff(settings, now);
        SyncResponder answers = new SyncResponder(view, store, membership.tombstones());
        Heal heal = new Heal(settings, view, outbox, timers, port);
        this.parts = new SyncParts(view, self, membership, states::take, answers, heal);
        this.streams = new SyncStreams(settings, parts, channels, selector, timers);
        this.lastHash = view.hash();
        this.lastNumber = random.nextInt(NUMBERS);
    }

    public void start(long now) {
        timers.at(now + safetyPause(), this::safetySync);
    }

    /**
     * From now on this member's own record is told to others. What was news while it read the first table was not sent to
     * one whom nobody knew; so it asks another member when the last repeat of that news is through, and others again as long as there is something new to
     * either of the two: in a mass join the one that was asked may have missed the same.
     */
    public void announce(long now) {
        if (parts.announce()) {
            catchingUp = CATCH_UPS;
            timers.at(now + Rumors.LAST_REPEAT_FACTOR * settings.get(ProtocolSetting.REPEAT_FIRST), this::askAny);
        }
    }

    /** The same for a member that has been there all along, and missed no news. */
    public void settled() {
        parts.announce();
    }

    private void askAny(long now) {
        selector.random(1, entry -> true).forEach(entry -> ask(entry, now));
    }

    /** Watches who returns from the dead; a listener of changes. */
    public ViewListener heal() {
        return parts.heal();
    }

    public SyncStreams streams() {
        return streams;
    }

    private long safetyPause() {
        return (long) (settings.get(ProtocolSetting.SYNC_SAFETY) * (0.75 + 0.5 * random.nextDouble()));
    }

    private void safetySync(long now) {
        if (stopped) {
            return;
        }
        timers.at(now + safetyPause(), this::safetySync);
        askAny(now);
    }

    /** To be called after each input: notices when the view changed. */
    public void observe(long now) {
        if (view.hash() != lastHash) {
            lastHash = view.hash();
            gate.viewChanged(now);
        }
    }

    /**
     * Whether a verdict is to wait, which it may where it comes from a member that is dead here.
     *
     * @param teller null if it is unknown
     */
    public boolean waits(Message.Verdict verdict, @Nullable MemberEntry teller, long now) {
        return SyncParts.isDead(teller) && parts.waits(verdict, now);
    }

    @Override
    public void viewHashSeen(MemberEntry from, long viewHash, long now) {
        if (viewHash == view.hash()) {
            gate.agreed();
        } else if (from.live() && asking == null && gate.differed(now)) {
            ask(from, now);
        }
    }

    // ---- asking

    private void ask(MemberEntry with, long now) {
        Address to = with.address();
        if (to == null || asking != null || stopped) {
            return;
        }
        count("asked");
        lastNumber = (lastNumber + 1) % NUMBERS;
        if (with.degraded()) {
            count("stream");
            asking = streams.ask(to, Message.Purpose.SYNC, false, this::ended, now);
            return;
        }
        SyncSession exchange =
                new SyncSession(parts, lastNumber, new DatagramSyncTransport(outbox, to, capacity), false, this::ended);
        asking = exchange;
        partner = with;
        outbox.send(to, exchange.question());
        timers.at(now + timeout(), then -> exchange.giveUp(then));
    }

    private long timeout() {
        return 2 * settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX);
    }

    private void ended(boolean useful, long now) {
        count(useful ? "useful" : "empty");
        gate.ended(useful, now);
        boolean news = useful || asking != null && asking.news();
        asking = null;
        partner = null;
        if (news && catchingUp > 0) {
            catchingUp--;
            timers.at(now + Rumors.LAST_REPEAT_FACTOR * settings.get(ProtocolSetting.REPEAT_FIRST) / 2, this::askAny);
        } else {
            catchingUp = 0;
        }
    }

    /** The answerer's digests, or its word that they do not fit. */
    public void digests(Message.SyncDigests digests, long now) {
        SyncSession exchange = asking;
        if (exchange == null || exchange.number() != digests.number()) {
            return;
        }
        exchange.digests(digests, now);
    }

    public void tooLarge(Message.SyncTooLarge answer, long now) {
        SyncSession exchange = asking;
        MemberEntry with = partner;
        if (exchange == null || with == null || exchange.number() != answer.number()) {
            return;
        }
        Address to = with.address();
        asking = null;
        exchange.abandon();
        if (to != null) {
            count("stream");
            asking = streams.ask(to, Message.Purpose.SYNC, false, this::ended, now);
        }
    }

    /** By datagram the facts came as news of their own; the end of it is told so. */
    public void done(Message.SyncDone done, long now) {
        SyncSession exchange = asking;
        if (exchange != null && exchange.number() == done.number()) {
            exchange.done(now);
        }
    }

    // ---- answering

    /** Someone else's buckets, by datagram. */
    public void asked(Message.SyncBuckets question, Address from, int questionSize, long now) {
        Message.SyncDigests digests = parts.answers().digests(question, now);
        boolean fits = digests.digests().size() <= BY_DATAGRAM && Codec.size(digests) <= questionSize;
        count("answered");
        outbox.send(from, fits ? digests : new Message.SyncTooLarge(question.number()));
    }

    /** What the asker lacks, by datagram: as much as its question was long; what does not fit is asked for again. */
    public void requested(Message.SyncRequest request, Address from, int questionSize, long now) {
        Message end = new Message.SyncDone(request.number());
        int room = questionSize - Codec.size(end);
        List<Message> answer = new ArrayList<>();
        for (Message message : parts.answers().wanted(request, now)) {
            if (Codec.size(message) <= room) {
                room -= Codec.size(message);
                answer.add(message);
            }
        }
        answer.add(end);
        outbox.send(from, answer);
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1L, Long::sum);
    }

    public Map<String, Long> outcomes() {
        return Map.copyOf(outcomes);
    }

    public void stop() {
        stopped = true;
    }
}
