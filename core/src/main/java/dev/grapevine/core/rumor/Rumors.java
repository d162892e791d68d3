package dev.grapevine.core.rumor;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Spreads news. Peers gossip on a timer, so news waits for the next tick at every hop. Here news that changed a view is
 * <em>pushed</em> at once, along the circles of {@link dev.grapevine.core.view.HashRings} and to a random member, and whoever learns something by
 * it pushes it on: it is everywhere after a few network delays. What the network lost of it is made good by three
 * <em>repeats</em> to random members, 1, 4 and 14 times {@link ProtocolSetting#REPEAT_FIRST} after it was first heard, and by sync. So a rumor costs a member
 * the same few packets at any size of the cluster; the number is a constant, no function of a size that a joiner or a
 * member cut off would get wrong, and hearing it again does not end it early.
 *
 * <p>Pushes and repeats are spaced by one {@link PushThrottle}, which is what keeps a storm of news from becoming a storm of packets.
 * News also rides on probes and acks. Not critical news only rides.
 */
public final class Rumors {

    /** The last repeat, in {@link ProtocolSetting#REPEAT_FIRST} after first hearing. */
    public static final int LAST_REPEAT_FACTOR = 14;

    private static final int RIDES = 10;

    private final Settings settings;
    private final View view;
    private final Outbox outbox;
    private final PeerSelector selector;
    private final Timers timers;
    private final Wording wording;
    private final int capacity;

    private final Map<Rumor.Key, Rumor> rumors = new LinkedHashMap<>();
    private final PushThrottle window;
    private final GossipTicks ticks;
    private final Repeats repeats;
    private final List<Rumor> unpushed = new ArrayList<>();
    private boolean pushTimer;

    public Rumors(
            Settings settings,
            View view,
            MemberEntry self,
            Outbox outbox,
            PeerSelector selector,
            Timers timers,
            RandomGenerator random,
            StateNews states,
            int capacity) {
        this.settings = settings;
        this.view = view;
        this.outbox = outbox;
        this.selector = selector;
        this.timers = timers;
        this.wording = new Wording(self, states);
        this.capacity = capacity;
        this.window = new PushThrottle(
                settings.get(ProtocolSetting.PUSH_WINDOW_MIN), settings.get(ProtocolSetting.PUSH_WINDOW_MAX));
        this.ticks = new GossipTicks(settings, timers, random);
        this.repeats = new Repeats(settings, rumors, window, selector, timers, random, this::spread);
    }

    /** A member's record or the verdict on it is news. */
    public void record(MemberEntry about, @Nullable String source, boolean critical, long now) {
        start(new Rumor(new Rumor.Key(Rumor.Topic.RECORD, about.name()), about, now, source, critical, 0));
    }

    /** A member's owned state is news to those who hold no more than that version. */
    public void state(String member, long held, @Nullable String source, boolean critical, long now) {
        MemberEntry about = view.get(member);
        if (about == null) {
            return;
        }
        Rumor.Key key = new Rumor.Key(Rumor.Topic.STATE, member);
        Rumor before = rumors.get(key);
        long from = before == null ? held : Math.min(held, before.stateFrom);
        start(new Rumor(key, about, now, source, critical, from));
    }

    private void start(Rumor rumor) {
        rumors.remove(rumor.key); // so that they stay in the order in which they were heard
        rumors.put(rumor.key, rumor);
        if (ticks.on()) {
            ticks.arm(this::tick, rumor.heardAt);
        } else if (rumor.critical) {
            unpushed.add(rumor);
        }
    }

    private boolean tick(long now) {
        Collection<MemberEntry> chosen = selector.random(settings.count(ProtocolSetting.RANDOM_TARGETS), entry -> true);
        List<Rumor> news = List.copyOf(rumors.values());
        if (spread(news, chosen, now)) {
            int budget = ticks.budget(view.live());
            for (Rumor rumor : news) {
                rumor.rides += chosen.size();
                if (rumor.rides >= budget) {
                    rumors.remove(rumor.key, rumor);
                }
            }
        }
        return !rumors.isEmpty();
    }

    /** Whether a member's record, or the verdict on it, is still being spread. */
    public boolean spreads(MemberEntry about) {
        return rumors.containsKey(new Rumor.Key(Rumor.Topic.RECORD, about.name()));
    }

    /** Ends what is said of a member. */
    public void drop(String member) {
        rumors.remove(new Rumor.Key(Rumor.Topic.RECORD, member));
        rumors.remove(new Rumor.Key(Rumor.Topic.STATE, member));
    }

    public int pending() {
        return rumors.size();
    }

    // ---- pushing

    /** Pushes what came up since the last call, now or when the window ends. To be called after each input. */
    public void flush(long now) {
        if (unpushed.isEmpty()) {
            return;
        }
        if (window.open(now)) {
            // Inputs come before timers: where news waited for the window's end, this may be the first to see that it
            // is over.
            push(now, pushTimer, pushTimer ? now - window.end() : 0);
        } else {
            pushAt(window.end());
        }
    }

    private void pushAt(long when) {
        if (!pushTimer) {
            pushTimer = true;
            timers.at(when, due -> {
                pushTimer = false;
                if (!unpushed.isEmpty()) {
                    push(due, true, due - when);
                }
            });
        }
    }

    private void push(long now, boolean waited, long late) {
        List<Rumor> fresh = new ArrayList<>(unpushed);
        fresh.removeIf(rumor -> !current(rumor));
        unpushed.clear();
        Collection<MemberEntry> chosen = pushTargets();
        window.pushed(now, waited, late);
        boolean refused = !chosen.isEmpty() && !spread(fresh, chosen, now);
        if (refused) {
            unpushed.addAll(fresh);
            pushAt(now + Math.max(Repeats.SPACING, window.length()));
            return;
        }
        for (Rumor rumor : fresh) {
            repeats.pushed(rumor, now);
        }
    }

    /** The members that news is pushed to: the next live one on each ring, and some at random. */
    public Collection<MemberEntry> pushTargets() {
        return selector.ringsAndRandom(
                settings.count(ProtocolSetting.RINGS), settings.count(ProtocolSetting.RANDOM_TARGETS));
    }

    private boolean current(Rumor rumor) {
        return rumors.get(rumor.key) == rumor;
    }

    /**
     * Sends these to all of those.
     *
     * @return whether the local system took any of it, or there was nothing to send
     */
    private boolean spread(List<Rumor> news, Collection<MemberEntry> to, long now) {
        List<Packing.Piece> pieces = wording.inOrder(news, now);
        boolean tried = false;
        boolean taken = false;
        List<MemberEntry> forAll = new ArrayList<>(to.size());
        for (MemberEntry target : to) {
            List<Packing.Piece> fitting = new ArrayList<>(pieces.size());
            for (Packing.Piece piece : pieces) {
                if (concerns(piece.rumor(), target)) {
                    fitting.add(piece);
                }
            }
            boolean some = !fitting.isEmpty() && target.address() != null;
            tried |= some;
            if (some && fitting.size() == pieces.size()) {
                forAll.add(target);
            } else if (some) {
                taken |= send(fitting, List.of(target));
            }
        }
        taken |= !forAll.isEmpty() && send(pieces, forAll);
        return taken || !tried;
    }

    /** The same list for all of them, one after another: so it is put into bytes once. */
    private boolean send(List<Packing.Piece> pieces, List<MemberEntry> to) {
        boolean taken = false;
        for (List<Packing.Piece> packet : Packing.packets(pieces, capacity)) {
            List<Message> messages = messages(packet);
            for (MemberEntry target : to) {
                Address address = target.address();
                taken |= address != null && outbox.send(address, messages);
            }
        }
        return taken;
    }

    private boolean concerns(Rumor rumor, MemberEntry target) {
        return ticks.on() || target != rumor.about && !target.name().equals(rumor.source);
    }

    private static List<Message> messages(List<Packing.Piece> packet) {
        List<Message> messages = new ArrayList<>(packet.size());
        packet.forEach(piece -> messages.add(piece.message()));
        return messages;
    }

    // ---- riding

    /**
     * What rides along in a packet with so much room; empty if there is nothing.
     *
     * @param to null for a stranger, who must not be able to use up what members are to be told
     */
    public List<Message> ride(@Nullable MemberEntry to, int room, long now) {
        if (rumors.isEmpty()) {
            return List.of();
        }
        List<Packing.Piece> riding =
                wording.riding(rumors.values(), rumor -> to == null || concerns(rumor, to), room, now);
        for (Packing.Piece piece : riding) {
            Rumor rumor = piece.rumor();
            rumor.rides += to == null ? 0 : 1;
            if (!rumor.critical && rumor.rides >= RIDES) {
                rumors.remove(rumor.key, rumor);
            }
        }
        return messages(riding);
    }

    /** Bytes of messages that a datagram takes. */
    public int capacity() {
        return capacity;
    }
}
