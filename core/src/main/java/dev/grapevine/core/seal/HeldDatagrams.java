package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Datagrams that a key opened, but that may have been recorded long ago. They wait here until the process behind their salt has shown that it
 * lives, and are dropped if it does not within 2 s.
 */
final class HeldDatagrams {

    /** Of one salt. */
    static final int EACH = 8;

    static final int ALL = 256;
    static final long LIFE_NANOS = 2_000_000_000;

    /** @param receiver is given the messages, if they are taken */
    record Held(
            SenderSalt salt,
            long counter,
            List<Message> messages,
            Address from,
            DatagramReceiver receiver,
            long since) {}

    private final Deque<Held> held = new ArrayDeque<>();
    private final Consumer<DropReason> drops;

    /** @param drops hears of each that is dropped */
    HeldDatagrams(Consumer<DropReason> drops) {
        this.drops = drops;
    }

    /** Keeps one, if there is room and it is not here already. */
    void add(Held datagram) {
        expire(datagram.since());
        int same = 0;
        for (Held other : held) {
            if (other.salt() == datagram.salt()) {
                same++;
                if (other.counter() == datagram.counter()) {
                    drops.accept(DropReason.REPLAYED);
                    return;
                }
            }
        }
        if (same >= EACH) {
            drops.accept(DropReason.LIMIT);
            return;
        }
        if (held.size() >= ALL) {
            makeRoom();
        }
        held.add(datagram);
    }

    /**
     * The oldest datagram of the salt that has most of them gives way: a recording has many of each salt, a process that has just started has few.
     */
    private void makeRoom() {
        IdentityHashMap<SenderSalt, Integer> counts = new IdentityHashMap<>();
        int most = 0;
        for (Held one : held) {
            most = Math.max(most, counts.merge(one.salt(), 1, Integer::sum));
        }
        for (Iterator<Held> oldest = held.iterator(); oldest.hasNext(); ) {
            if (counts.getOrDefault(oldest.next().salt(), 0) == most) {
                oldest.remove();
                drops.accept(DropReason.LIMIT);
                return;
            }
        }
    }

    /** Takes out what is held of a salt, in the order in which it came. */
    List<Held> take(SenderSalt salt, long now) {
        expire(now);
        List<Held> taken = new ArrayList<>();
        for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
            Held datagram = all.next();
            if (datagram.salt() == salt) {
                taken.add(datagram);
                all.remove();
            }
        }
        return taken;
    }

    /** The oldest datagram of each salt, in the order of arrival. */
    List<Held> oldestOfEach() {
        IdentityHashMap<SenderSalt, Held> oldest = new IdentityHashMap<>();
        List<Held> inOrder = new ArrayList<>();
        for (Held one : held) {
            if (oldest.putIfAbsent(one.salt(), one) == null) {
                inOrder.add(one);
            }
        }
        return inOrder;
    }

    /** Drops all: nobody knows how long they have been here. */
    void clear() {
        held.forEach(all -> drops.accept(DropReason.STALE));
        held.clear();
    }

    /** Drops what has waited in vain. */
    void expire(long now) {
        for (Held oldest = held.peek(); oldest != null && now - oldest.since() > LIFE_NANOS; oldest = held.peek()) {
            held.remove();
            drops.accept(DropReason.STALE);
        }
    }

    int size() {
        return held.size();
    }
}
