package dev.grapevine.core.failure;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The idle streams between a member and its witnesses (PROTOCOL.md, section 2, "Witnesses and tethers"). When a process
 * dies its kernel closes them, which the other end learns within a round trip: the fastest sign of a death that there
 * is. It is a sign only. The member that sees it checks at once ({@link RefusalConsensus}), and either end may testify.
 *
 * <h2>Phases of a tether</h2>
 *
 * <ul>
 *   <li>{@link Phase#OPENING}: this member opens it to a witness. When it cannot be opened several times, the next in
 *       rank becomes the witness for a while.
 *   <li>{@link Phase#OPEN}: the other end said hello. If it closes now, that is a sign.
 *   <li>{@link Phase#LOOSE}: the other end said that it will close it on purpose, so that is no sign.
 * </ul>
 *
 * A tether that is closed, or let go by this end, is forgotten.
 *
 * <h2>What a tether proves</h2>
 *
 * Anybody can open a stream and name a member. So a tether that another end opened vouches for its member only when it is
 * proven: the member is sent a nonce at its own address, by datagram, and says it on the tether. That runs at once when
 * the tether opens, and costs a later detection nothing. Tethers that are not proven are limited in number; one that
 * names no live member is let go after a while. Their closing is still a sign, at most one in a second: it may be of a
 * member whose datagrams are blocked, and a sign leads only to a check.
 *
 * <h2>Which tethers</h2>
 *
 * One to each witness of this member; other members open theirs to this one. They are moved only after the view has
 * been quiet for a while ({@link QuietPeriod}), so that a mass join does not open and close thousands.
 */
public final class Tethers implements ViewListener {

    /** Attempts in a row that fail before the next in rank is taken. */
    private static final int ATTEMPTS = 3;

    private static final long SHUNNED_NANOS = 60_000_000_000L;

    /**
     * How many members, in order of rank and give or take chance, meet a member before anything happens, so that they
     * can testify about it. With half of all members gone, no more than one of them is left for one member in half a
     * million.
     */
    private static final int STAND_BY = 32;

    /** They are met within this share of a period: soon, as they may be needed at once, and not all in one burst. */
    private static final int MEET_SHARE = 4;

    /** Part of the time between signs of life that is drawn at random, so that members do not send in step. */
    private static final double KEEPALIVE_JITTER = 0.1;

    /** When a tether that is not proven is looked at again: two more attempts, and then whether it names anybody. */
    private static final long[] PROVE_AGAIN_NANOS = {500_000_000L, 2_000_000_000L, 8_000_000_000L};

    /** At most so many tethers that are not proven are held; the oldest gives way. */
    static final int MOST_UNPROVEN = 64;

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Hears what tethers tell of the members at their other ends. */
    public interface Listener {
        /** A tether claims to come from this member, which is to say the nonce on it. */
        void prove(MemberEntry other, long nonce, long now);

        /** This member may have to testify about another, and so needs to have had an answer from it. */
        void meet(MemberEntry other, long now);

        /** A tether to this member closed, and it had not said that it would. */
        void closed(MemberEntry subject, long now);
    }

    private enum Phase {
        OPENING,
        OPEN,
        LOOSE
    }

    private final class Tether implements ChannelHandler {
        final String name;
        final long generation;

        /** Whether this member opened it. */
        final boolean own;

        /** What a member has to say on a tether that it opened. */
        final long nonce;

        Phase phase;
        long channel;

        /** Whether the other end is known to be the member that it claims to be. */
        boolean proven;

        /** Whether the other end has said something since this member last looked; at first, the opening counts. */
        boolean used = true;

        Tether(String name, long generation, boolean own) {
            this.name = name;
            this.generation = generation;
            this.own = own;
            this.nonce = own ? 0 : random.nextLong();
            this.phase = own ? Phase.OPENING : Phase.OPEN;
        }

        boolean leadsTo(MemberEntry member) {
            return name.equals(member.name()) && generation == member.record().generation();
        }

        @Override
        public void received(long from, List<Message> messages, long now) {
            used = true;
            for (Message message : messages) {
                if (message instanceof Message.Hello hello) {
                    Tethers.this.opened(this, hello, now);
                } else if (message instanceof Message.TetherProof proof) {
                    proven |= !own && proof.nonce() == nonce;
                } else if (message instanceof Message.Loose || message instanceof Message.Leaving) {
                    Tethers.this.loosened(this);
                }
            }
        }

        @Override
        public void closed(long from, CloseCause cause, long now) {
            Tethers.this.closed(this, cause, now);
        }
    }

    /** What a timer is for. */
    private enum Step {
        KEEP_ALIVE,
        MOVE
    }

    private final Settings settings;
    private final View view;
    private final MemberEntry self;
    private final Channels channels;
    private final Timers timers;
    private final RandomGenerator random;
    private final DetectionLog log;
    private final Witnesses witnesses;
    private final QuietPeriod quiet;
    private final Map<Long, Tether> tethers = new HashMap<>();
    private final Map<String, Integer> failedAttempts = new HashMap<>();
    private final Map<String, Long> shunnedUntil = new HashMap<>();
    private @Nullable Listener listener;
    private boolean anyUnprovenSign;
    private long unprovenSignAt;
    private boolean moveAhead;
    private boolean stopped;

    public Tethers(
            Settings settings,
            Membership membership,
            Channels channels,
            Timers timers,
            RandomGenerator random,
            DetectionLog log) {
        this.settings = settings;
        this.view = membership.view();
        this.self = membership.local().entry();
        this.channels = channels;
        this.timers = timers;
        this.random = random;
        this.log = log;
        this.witnesses = new Witnesses(view);
        this.quiet = new QuietPeriod(settings.get(ProtocolSetting.WITNESS_QUIET));
    }

    /** Sets the listener; called once, before anything is opened. */
    public void follow(Listener follower) {
        listener = follower;
    }

    void start(long now) {
        if (view.live() > 1) {
            quiet.changed(now);
            planMove();
        }
        keepAlive(now);
    }

    /** Lets all go, on purpose. */
    void stop() {
        stopped = true;
        List.copyOf(tethers.values()).forEach(this::release);
    }

    /** Whether a tether to the generation of a member that is known now is open, and proven. */
    public boolean holds(MemberEntry member) {
        return tethers.values().stream()
                .anyMatch(tether -> tether.proven && tether.phase != Phase.OPENING && tether.leadsTo(member));
    }

    private void onTimer(Step step, long now) {
        if (stopped) {
            return;
        }
        switch (step) {
            case KEEP_ALIVE -> keepAlive(now);
            case MOVE -> moveIfQuiet(now);
        }
    }

    // ---- one tether

    /** To {@code OPENING}. */
    private void open(MemberEntry witness) {
        Address address = witness.address();
        if (address == null) {
            return;
        }
        Tether tether = new Tether(witness.name(), witness.record().generation(), true);
        tether.channel = channels.openStream(address, Message.Purpose.TETHER, tether);
        tethers.put(tether.channel, tether);
    }

    /** To {@code OPEN}: the witness answered at its address. Somebody else there is no witness. */
    private void opened(Tether tether, Message.Hello hello, long now) {
        if (!tether.own) {
            return;
        }
        if (!hello.name().equals(tether.name) || hello.generation() != tether.generation) {
            release(tether);
            attemptFailed(tether.name, now);
            quiet.broken(now);
            planMove();
            return;
        }
        tether.proven = true;
        if (tether.phase == Phase.OPENING) {
            tether.phase = Phase.OPEN;
        }
        failedAttempts.remove(tether.name);
        established(tether, now);
    }

    /** To {@code OPEN}: another member opened one to this one, its witness, and its hello was found to fit. */
    public void accepted(long channel, Message.Hello hello, long now) {
        Tether tether = new Tether(hello.name(), hello.generation(), false);
        tether.channel = channel;
        channels.hand(channel, tether);
        tethers.put(channel, tether);
        channels.greet(channel, Message.Purpose.TETHER);
        makeRoom();
        established(tether, now);
        prove(new Attempt(tether, 0), now);
    }

    /** An attempt to have a tether proven. */
    private record Attempt(Tether tether, int number) {}

    private void prove(Attempt attempt, long now) {
        Tether tether = attempt.tether();
        if (tether.proven || stopped || tethers.get(tether.channel) != tether) {
            return;
        }
        MemberEntry other = view.get(tether.name);
        boolean known = other != null && other.live() && tether.leadsTo(other);
        if (attempt.number() == PROVE_AGAIN_NANOS.length) {
            if (!known) {
                release(tether);
            }
            return;
        }
        if (known && other != null && listener != null) {
            listener.prove(other, tether.nonce, now);
        }
        timers.at(now + PROVE_AGAIN_NANOS[attempt.number()], this::prove, new Attempt(tether, attempt.number() + 1));
    }

    /** A member asks for the proof of the tether that this one holds to it. */
    public void checked(Message.TetherCheck check, Address from, long now) {
        MemberEntry witness = view.at(from);
        if (witness == null) {
            return;
        }
        for (Tether tether : tethers.values()) {
            if (tether.own && tether.name.equals(witness.name())) {
                channels.write(tether.channel, List.of(new Message.TetherProof(check.nonce())));
            }
        }
    }

    private void makeRoom() {
        Tether oldest = null;
        int unproven = 0;
        for (Tether tether : tethers.values()) {
            if (!tether.own && !tether.proven) {
                unproven++;
                oldest = oldest == null || tether.channel < oldest.channel ? tether : oldest;
            }
        }
        if (unproven > MOST_UNPROVEN && oldest != null) {
            release(oldest);
        }
    }

    private void established(Tether tether, long now) {
        MemberEntry other = view.get(tether.name);
        if (other != null && tether.leadsTo(other) && listener != null) {
            listener.meet(other, now);
        }
    }

    /** To {@code LOOSE}. */
    private void loosened(Tether tether) {
        if (tether.phase == Phase.OPEN) {
            tether.phase = Phase.LOOSE;
        }
    }

    private void closed(Tether tether, CloseCause cause, long now) {
        tethers.remove(tether.channel);
        quiet.broken(now);
        planMove();
        switch (tether.phase) {
            case OPENING -> attemptFailed(tether.name, now);
            case OPEN -> closedWithoutWord(tether, cause, now);
            case LOOSE -> {}
        }
    }

    private void attemptFailed(String name, long now) {
        if (view.get(name) == null) {
            return; // it was forgotten meanwhile
        }
        if (failedAttempts.merge(name, 1, Integer::sum) >= ATTEMPTS) {
            failedAttempts.remove(name);
            shunnedUntil.put(name, now + SHUNNED_NANOS);
        }
    }

    /** A fault of this host, or of the conversation, is no sign. */
    private void closedWithoutWord(Tether tether, CloseCause cause, long now) {
        MemberEntry subject = view.get(tether.name);
        boolean sign = cause == CloseCause.END || cause == CloseCause.RESET;
        if (!tether.proven && anyUnprovenSign && now - unprovenSignAt < SECOND_NANOS) {
            return;
        }
        if (sign && !stopped && subject != null && subject.live() && tether.leadsTo(subject)) {
            anyUnprovenSign |= !tether.proven;
            unprovenSignAt = tether.proven ? unprovenSignAt : now;
            log.noted(subject, new DetectionLog.TetherClosed(cause), now);
            if (listener != null) {
                listener.closed(subject, now);
            }
        }
    }

    /** Lets those go that are sealed under a key which is not accepted any more, and opens others in their place. */
    public void rekey(Predicate<KeyId> refused, long now) {
        for (Tether tether : List.copyOf(tethers.values())) {
            StreamSecret secret = channels.secretOf(tether.channel);
            if (secret != null && refused.test(secret.key())) {
                release(tether);
                quiet.changed(now);
                planMove();
            }
        }
    }

    /** Lets one go, on purpose. */
    private void release(Tether tether) {
        tethers.remove(tether.channel);
        channels.write(tether.channel, List.of(new Message.Loose()));
        channels.close(tether.channel);
    }

    // ---- all of them

    /** One end speaks for both: while the other end speaks, NATs and firewalls keep the tether open. */
    private void keepAlive(long now) {
        for (Tether tether : tethers.values()) {
            if (!tether.used) {
                channels.write(tether.channel, List.of(new Message.KeepAlive()));
            }
            tether.used = false;
        }
        double share = 1 - KEEPALIVE_JITTER + KEEPALIVE_JITTER * random.nextDouble();
        long pause = (long) (settings.get(ProtocolSetting.TETHER_KEEPALIVE) * share);
        timers.at(now + pause, this::onTimer, Step.KEEP_ALIVE);
    }

    /** Says on all of them that this member is about to leave. */
    public void leaving() {
        tethers.keySet().forEach(channel -> channels.write(channel, List.of(new Message.Leaving())));
    }

    // ---- which to have

    /** When a member comes, goes, or is back with a new generation, tethers to it end, and ranks may change. */
    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberRecord before = change.before();
        MemberEntry entry = change.entry();
        boolean wasLive = before != null && before.status().live();
        boolean newGeneration = before != null && !before.sameGeneration(entry.record());
        if (wasLive != entry.live() || newGeneration) {
            for (Tether tether : List.copyOf(tethers.values())) {
                if (tether.name.equals(entry.name()) && !(entry.live() && tether.leadsTo(entry))) {
                    release(tether);
                }
            }
            quiet.changed(now);
            planMove();
        }
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        failedAttempts.remove(entry.name());
        shunnedUntil.remove(entry.name());
    }

    private void planMove() {
        if (!moveAhead && !stopped && settings.count(ProtocolSetting.WITNESSES) > 0) {
            moveAhead = true;
            timers.at(quiet.reachedAt(), this::onTimer, Step.MOVE);
        }
    }

    private void moveIfQuiet(long now) {
        moveAhead = false;
        if (quiet.reachedAt() - now > 0) {
            planMove();
        } else {
            long spread = Math.min(quiet.needed(), settings.get(ProtocolSetting.PROBE_PERIOD) / MEET_SHARE);
            quiet.used();
            move(now);
            meetStandBys(spread, now);
        }
    }

    private void move(long now) {
        shunnedUntil.values().removeIf(until -> until - now <= 0);
        List<MemberEntry> wanted = witnesses.of(
                self, settings.count(ProtocolSetting.WITNESSES), entry -> !shunnedUntil.containsKey(entry.name()));
        for (Tether tether : List.copyOf(tethers.values())) {
            if (tether.own && wanted.stream().noneMatch(tether::leadsTo)) {
                release(tether);
            }
        }
        for (MemberEntry witness : wanted) {
            if (tethers.values().stream().noneMatch(tether -> tether.own && tether.leadsTo(witness))) {
                open(witness);
            }
        }
    }

    /** Members for which this one may soon be a witness are met before it has to be. */
    private void meetStandBys(long spreadNanos, long now) {
        for (MemberEntry entry : witnesses.standsBy(self, STAND_BY)) {
            timers.at(now + (long) (random.nextDouble() * spreadNanos), this::meet, entry);
        }
    }

    private void meet(MemberEntry entry, long now) {
        if (entry.live() && !stopped && listener != null) {
            listener.meet(entry, now);
        }
    }
}
