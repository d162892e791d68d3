package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The idle streams between a member and its witnesses. When a process dies its kernel closes them, which the other end learns within a round trip: the fastest sign
 * of a death that there is. It is a sign only; whoever sees it checks at once ({@link RefusalConsensus}). Either end may testify.
 *
 * <p>A tether that is closed on purpose says so first. Tethers are moved only when the view has been still for a while ({@link QuietPeriod}), so
 * that a mass join does not open and close thousands.
 */
public final class Tethers implements ViewListener {

    private static final int TRIES = 3;

    /** Ranks that have met a member and so can testify, give or take chance: with half of all gone, at most one of 32 is left for one member in half a million. */
    private static final int STAND_BY = 32;

    /** They are met over this share of a period at most: soon, as they may be needed at once, and not all in one burst. */
    private static final int MEET_SHARE = 4;

    private static final long SHUNNED = 60_000_000_000L;

    private final Settings settings;
    private final View view;
    private final LocalMember self;
    private final Channels channels;
    private final Timers timers;
    private final RandomGenerator random;
    private final Witnesses witnesses;
    private final DetectionLog log;
    private final Map<Long, Tether> tethers = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Long> shunnedUntil = new HashMap<>();
    private final QuietPeriod stillness;
    private @Nullable Listener listener;
    private boolean armed;
    private boolean stopped;

    /** Hears of tethers that open, and of those that close without a word. */
    public interface Listener {
        void opened(MemberEntry other, long now);

        /** This member is not, but may soon be, a witness of that one. */
        void near(MemberEntry other, long now);

        void closed(MemberEntry subject, CloseCause cause, long now);
    }

    private final class Tether implements ChannelHandler {
        final String name;
        final long generation;
        final boolean own;
        long channel;
        boolean open;
        boolean loose;

        Tether(String name, long generation, boolean own) {
            this.name = name;
            this.generation = generation;
            this.own = own;
        }

        @Override
        public void received(long from, List<Message> messages, long now) {
            for (Message message : messages) {
                if (message instanceof Message.Hello) {
                    open = true;
                    failures.remove(name);
                    established(this, now);
                } else if (message instanceof Message.Loose || message instanceof Message.Leaving) {
                    loose = true;
                }
            }
        }

        @Override
        public void closed(long from, CloseCause cause, long now) {
            tethers.remove(channel);
            stillness.broken(now);
            arm();
            if (own && !open) {
                failed(this, now);
                return;
            }
            MemberEntry subject = view.get(name);
            boolean evidence = cause == CloseCause.END || cause == CloseCause.RESET;
            if (evidence
                    && !loose
                    && !stopped
                    && subject != null
                    && subject.live()
                    && subject.record().generation() == generation) {
                log.noted(subject, new DetectionLog.TetherClosed(cause), now);
                if (listener != null) {
                    listener.closed(subject, cause, now);
                }
            }
        }
    }

    public Tethers(
            Settings settings,
            Membership membership,
            Channels channels,
            Timers timers,
            RandomGenerator random,
            DetectionLog log) {
        this.settings = settings;
        this.view = membership.view();
        this.self = membership.local();
        this.channels = channels;
        this.timers = timers;
        this.random = random;
        this.witnesses = new Witnesses(view);
        this.log = log;
        this.stillness = new QuietPeriod(settings.get(ProtocolSetting.WITNESS_QUIET));
    }

    /** Sets who hears of them; to be called once, before anything is opened. */
    public void follow(Listener follower) {
        listener = follower;
    }

    void start(long now) {
        if (view.live() > 1) {
            reconsider(now);
        }
        keepAlive(now);
    }

    private void keepAlive(long now) {
        if (!stopped) {
            say(new Message.KeepAlive());
            double jitter = 0.8 + 0.2 * random.nextDouble();
            timers.at(now + (long) (settings.get(ProtocolSetting.TETHER_KEEPALIVE) * jitter), this::keepAlive);
        }
    }

    private void say(Message message) {
        tethers.keySet().forEach(channel -> channels.write(channel, List.of(message)));
    }

    /** Whether a tether with that life of that member is open. */
    public boolean holds(MemberEntry member) {
        return tethers.values().stream()
                .anyMatch(tether -> tether.open
                        && tether.name.equals(member.name())
                        && tether.generation == member.record().generation());
    }

    // ---- which to have

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        boolean was = change.before() != null && change.before().status().live();
        boolean newGeneration = change.before() != null
                && !change.before().sameGeneration(change.entry().record());
        if (was != change.entry().live() || newGeneration) {
            cut(change.entry());
            reconsider(now);
        }
    }

    /** Drops those to a life that is over. */
    private void cut(MemberEntry entry) {
        for (Tether tether : List.copyOf(tethers.values())) {
            boolean over = tether.name.equals(entry.name())
                    && (!entry.live() || tether.generation != entry.record().generation());
            if (over) {
                release(tether);
            }
        }
    }

    private void reconsider(long now) {
        stillness.changed(now);
        arm();
    }

    private void arm() {
        if (!armed && !stopped && settings.count(ProtocolSetting.WITNESSES) > 0) {
            armed = true;
            timers.at(stillness.reachedAt(), this::move);
        }
    }

    private void move(long now) {
        armed = false;
        if (stopped) {
            return;
        }
        if (stillness.reachedAt() - now > 0) {
            armed = true;
            timers.at(stillness.reachedAt(), this::move);
            return;
        }
        long spread = Math.min(stillness.needed(), settings.get(ProtocolSetting.PROBE_PERIOD) / MEET_SHARE);
        stillness.used();
        shunnedUntil.values().removeIf(until -> until - now <= 0);
        List<MemberEntry> wanted = witnesses.of(
                self.entry(),
                settings.count(ProtocolSetting.WITNESSES),
                entry -> !shunnedUntil.containsKey(entry.name()));
        for (Tether tether : List.copyOf(tethers.values())) {
            if (tether.own && wanted.stream().noneMatch(entry -> isFor(tether, entry))) {
                release(tether);
            }
        }
        for (MemberEntry entry : wanted) {
            if (tethers.values().stream().noneMatch(tether -> tether.own && isFor(tether, entry))) {
                open(entry);
            }
        }
        for (MemberEntry entry : witnesses.standsBy(self.entry(), STAND_BY)) {
            timers.at(now + (long) (random.nextDouble() * spread), then -> near(entry, then));
        }
    }

    private void near(MemberEntry entry, long now) {
        if (entry.live() && !stopped && listener != null) {
            listener.near(entry, now);
        }
    }

    private static boolean isFor(Tether tether, MemberEntry entry) {
        return tether.name.equals(entry.name())
                && tether.generation == entry.record().generation();
    }

    private void open(MemberEntry witness) {
        Address address = witness.address();
        if (address == null) {
            return;
        }
        Tether tether = new Tether(witness.name(), witness.record().generation(), true);
        tether.channel = channels.openStream(address, Message.Purpose.TETHER, tether);
        tethers.put(tether.channel, tether);
    }

    private void failed(Tether tether, long now) {
        if (failures.merge(tether.name, 1, Integer::sum) >= TRIES) {
            failures.remove(tether.name);
            shunnedUntil.put(tether.name, now + SHUNNED);
        }
    }

    private void release(Tether tether) {
        tethers.remove(tether.channel);
        channels.write(tether.channel, List.of(new Message.Loose()));
        channels.close(tether.channel);
    }

    /** Another opened one to this member; its hello was found to fit. */
    public void accepted(long channel, Message.Hello hello, long now) {
        Tether tether = new Tether(hello.name(), hello.generation(), false);
        tether.channel = channel;
        tether.open = true;
        channels.hand(channel, tether);
        tethers.put(channel, tether);
        channels.greet(channel, Message.Purpose.TETHER);
        established(tether, now);
    }

    private void established(Tether tether, long now) {
        MemberEntry other = view.get(tether.name);
        if (other != null && other.record().generation() == tether.generation && listener != null) {
            listener.opened(other, now);
        }
    }

    /** Says on all of them that this member is about to leave. */
    public void leaving() {
        say(new Message.Leaving());
    }

    /** Lets all go, on purpose. */
    void stop() {
        stopped = true;
        new ArrayList<>(tethers.values()).forEach(this::release);
    }
}
