package dev.grapevine.core.rumor;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The news that this member is spreading: one {@link Rumor} for each topic of a member, in the order in which the news was
 * heard. All of it rides on probes and acks. When it is also sent in packets of its own, and to which members, is up to the
 * subclass: {@link PushedRumors}, or a strategy that a simulation compares with it.
 */
public abstract class Rumors {

    /** Packets on which news that is not critical rides before it is over. */
    private static final int RIDES = 10;

    private final RumorPackets packets;
    private final PeerSelector selector;
    private final Map<Rumor.Key, Rumor> rumors = new LinkedHashMap<>();

    /** Makes the rumors of one peer. */
    @FunctionalInterface
    public interface Factory {
        Rumors create(
                Settings settings, RumorPackets packets, PeerSelector selector, Timers timers, RandomGenerator random);
    }

    protected Rumors(RumorPackets packets, PeerSelector selector) {
        this.packets = packets;
        this.selector = selector;
    }

    // ---- what is news

    /**
     * Spreads a member's record, or the verdict on it.
     *
     * @param source the member that it was heard from; null if it was found here
     * @param critical whether to spread it now; otherwise it only rides on what is sent anyway
     */
    public final void spreadRecord(MemberEntry about, @Nullable String source, boolean critical, long now) {
        start(new Rumor(new Rumor.Key(Rumor.Topic.RECORD, about.name()), about, now, source, critical, 0));
    }

    /**
     * Spreads what is new in a member's owned state.
     *
     * @param held the version that others hold already
     */
    public final void spreadState(MemberEntry about, long held, @Nullable String source, boolean critical, long now) {
        Rumor.Key key = new Rumor.Key(Rumor.Topic.STATE, about.name());
        Rumor before = rumors.get(key);
        long from = before == null ? held : Math.min(held, before.stateFrom);
        start(new Rumor(key, about, now, source, critical, from));
    }

    private void start(Rumor rumor) {
        end(rumors.get(rumor.key)); // removed, not replaced: the newest news is the last in the order
        rumors.put(rumor.key, rumor);
        started(rumor, rumor.critical, rumor.heardAt);
    }

    /** Whether a member's record, or the verdict on it, is still being spread. */
    public final boolean spreadsRecordOf(MemberEntry about) {
        return rumors.containsKey(new Rumor.Key(Rumor.Topic.RECORD, about.name()));
    }

    /** Stops spreading anything about a member. */
    public final void drop(String member) {
        end(rumors.get(new Rumor.Key(Rumor.Topic.RECORD, member)));
        end(rumors.get(new Rumor.Key(Rumor.Topic.STATE, member)));
    }

    /** How many rumors are being spread. */
    public final int pending() {
        return rumors.size();
    }

    /** The members that critical news is pushed to: the next live one on each ring, and some at random. */
    public final Collection<MemberEntry> pushTargets() {
        return selector.pushTargets();
    }

    // ---- for strategies

    /** There is news, or newer news of the same member took its place. */
    protected abstract void started(Rumor rumor, boolean critical, long now);

    /** Sends what came up since the last call, as far as it may go now; to be called after each input. */
    public abstract void flush(long now);

    /** Whether a rumor is for this member: by default, if it is neither about the member nor came from it. */
    protected boolean concerns(Rumor rumor, MemberEntry receiver) {
        return receiver != rumor.about && !receiver.name().equals(rumor.source);
    }

    /** All rumors, in the order in which they were heard. */
    protected final Collection<Rumor> all() {
        return Collections.unmodifiableCollection(rumors.values());
    }

    /**
     * Sends rumors to members, to each those that concern it.
     *
     * @return whether the local system took any of it, or there was nothing to send
     */
    protected final boolean send(Collection<Rumor> news, Collection<MemberEntry> to, long now) {
        List<RumorPackets.Piece> pieces = packets.inOrder(news, now);
        boolean tried = false;
        boolean taken = false;
        List<MemberEntry> forAll = new ArrayList<>(to.size());
        for (MemberEntry receiver : to) {
            List<RumorPackets.Piece> concerning = new ArrayList<>(pieces.size());
            for (RumorPackets.Piece piece : pieces) {
                if (concerns(piece.rumor(), receiver)) {
                    concerning.add(piece);
                }
            }
            boolean some = !concerning.isEmpty() && receiver.address() != null;
            tried |= some;
            if (some && concerning.size() == pieces.size()) {
                forAll.add(receiver);
            } else if (some) {
                taken |= packets.send(concerning, List.of(receiver), now);
            }
        }
        taken |= !forAll.isEmpty() && packets.send(pieces, forAll, now);
        return taken || !tried;
    }

    /** Counts copies of a rumor, and ends it once they are as many as the budget. */
    protected final void spend(Rumor rumor, int copies, int budget) {
        rumor.rides += copies;
        if (rumor.rides >= budget) {
            end(rumor);
        }
    }

    /** Takes a rumor out; null, or a rumor that is over already, changes nothing. */
    protected final void end(@Nullable Rumor rumor) {
        if (rumor != null && rumor.phase != Rumor.Phase.OVER) {
            rumor.phase = Rumor.Phase.OVER;
            rumors.remove(rumor.key);
        }
    }

    // ---- riding

    /**
     * What rides along in a packet with so much room: first what its receiver is accused of, then news.
     *
     * @param to null for a stranger, whose packets do not spend what members are to be told
     */
    public final List<Message> ride(@Nullable MemberEntry to, int room, long now) {
        MemberEntry accused = to != null && packets.accuses(to) ? to : null;
        if (accused == null && rumors.isEmpty()) {
            return List.of();
        }
        List<RumorPackets.Piece> riding =
                packets.riding(accused, rumors.values(), rumor -> to == null || concerns(rumor, to), room, now);
        if (to != null) {
            for (RumorPackets.Piece piece : riding) {
                Rumor rumor = piece.rumor();
                spend(rumor, 1, rumor.critical ? Integer.MAX_VALUE : RIDES);
            }
        }
        return RumorPackets.messages(riding);
    }
}
