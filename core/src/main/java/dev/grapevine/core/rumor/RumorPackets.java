package dev.grapevine.core.rumor;

import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns rumors into packets: what each says, by the view as it is now; which goes first, by {@link PacketPriority}; and how
 * many fit. What a rumor said is kept until the view changes: when hundreds join at the same moment each join is told a
 * dozen times, and making its message anew each time would cost more than sending it.
 */
public final class RumorPackets {

    /** More rumors of one priority than this do not fit into a datagram. */
    private static final int MOST_RIDING = 64;

    private static final Comparator<Piece> ORDER = (a, b) -> {
        int order = a.priority().compareTo(b.priority());
        return order != 0 ? order : Long.signum(a.rumor().heardAt - b.rumor().heardAt);
    };

    /** A rumor in words, with its length in a packet. */
    record Piece(Rumor rumor, Message message, int size, PacketPriority priority) {}

    /** What a rumor says, and the version of the view that it was made from. */
    record Wording(
            MemberRecord record, long heldVersion, @Nullable Piece piece) {}

    private final boolean accusesSuspects;
    private final MemberEntry self;
    private final RecordMessages records;
    private final StateNews states;
    private final Outbox outbox;

    public RumorPackets(Settings settings, MemberEntry self, RecordMessages records, StateNews states, Outbox outbox) {
        this.accusesSuspects = settings.count(ProtocolSetting.BUDDY) > 0;
        this.self = self;
        this.records = records;
        this.states = states;
        this.outbox = outbox;
    }

    // ---- packets of rumors alone

    /** The rumors that have something to say, in the order in which they go into packets. */
    List<Piece> inOrder(Collection<Rumor> rumors, long now) {
        List<Piece> pieces = new ArrayList<>(rumors.size());
        addPieces(pieces, rumors, now);
        pieces.sort(ORDER);
        return pieces;
    }

    /**
     * Sends the same pieces to each of these members, one packet to all of them before the next: so each packet is encoded
     * once.
     *
     * @return whether the local system took any of it
     */
    boolean send(List<Piece> inOrder, List<MemberEntry> to, long now) {
        boolean taken = false;
        for (List<Piece> packet : split(inOrder, outbox.capacity())) {
            List<Message> messages = messages(packet);
            for (MemberEntry target : to) {
                Address address = target.address();
                taken |= address != null && outbox.push(address, messages, now);
            }
        }
        return taken;
    }

    /** Splits pieces over packets of at most that many bytes, in their order. */
    static List<List<Piece>> split(List<Piece> inOrder, int capacity) {
        List<List<Piece>> packets = new ArrayList<>();
        List<Piece> packet = new ArrayList<>();
        int left = capacity;
        for (Piece piece : inOrder) {
            if (piece.size() > left && !packet.isEmpty()) {
                packets.add(packet);
                packet = new ArrayList<>();
                left = capacity;
            }
            packet.add(piece);
            left -= piece.size();
        }
        if (!packet.isEmpty()) {
            packets.add(packet);
        }
        return packets;
    }

    // ---- what rides along

    /** Whether a packet to this member tells it what it is accused of. */
    boolean accuses(MemberEntry receiver) {
        return receiver.status() == Status.SUSPECT ? accusesSuspects : !receiver.live();
    }

    /**
     * Chooses what rides in so many bytes of a packet.
     *
     * @param accused the receiver, if it is to be told what it is accused of
     * @param rumors in the order in which they were heard
     * @param concerned whether a rumor is for the receiver at all
     */
    List<Piece> riding(
            @Nullable MemberEntry accused, Collection<Rumor> rumors, Predicate<Rumor> concerned, int room, long now) {
        Map<PacketPriority, List<Rumor>> byPriority = new EnumMap<>(PacketPriority.class);
        if (accused != null) {
            byPriority.put(PacketPriority.ACCUSATION, List.of(Rumor.accusation(accused, now)));
        }
        for (Rumor rumor : rumors) {
            List<Rumor> equals =
                    byPriority.computeIfAbsent(PacketPriority.of(rumor, self), priority -> new ArrayList<>());
            if (equals.size() < MOST_RIDING && concerned.test(rumor)) {
                equals.add(rumor);
            }
        }
        List<Piece> pieces = new ArrayList<>();
        for (List<Rumor> equals : byPriority.values()) {
            addPieces(pieces, equals, now);
        }
        return fill(pieces, room);
    }

    /**
     * Chooses the pieces that fit. While membership news waits, state takes at most half of the room that an accusation
     * leaves.
     */
    static List<Piece> fill(List<Piece> inOrder, int room) {
        boolean membershipWaits = false;
        for (Piece piece : inOrder) {
            membershipWaits |=
                    piece.priority() != PacketPriority.ACCUSATION && piece.priority() != PacketPriority.STATE;
        }
        List<Piece> chosen = new ArrayList<>();
        int left = room;
        int leftForState = membershipWaits ? room / 2 : room;
        for (Piece piece : inOrder) {
            boolean state = piece.priority() == PacketPriority.STATE;
            if (piece.size() <= (state ? Math.min(left, leftForState) : left)) {
                chosen.add(piece);
                left -= piece.size();
                if (state) {
                    leftForState -= piece.size();
                } else if (piece.priority() == PacketPriority.ACCUSATION) {
                    leftForState = membershipWaits ? left / 2 : left;
                }
            }
        }
        return chosen;
    }

    // ---- words

    private void addPieces(List<Piece> pieces, Collection<Rumor> rumors, long now) {
        for (Rumor rumor : rumors) {
            Piece piece = piece(rumor, now);
            if (piece != null) {
                pieces.add(piece);
            }
        }
    }

    /** What a rumor says now; null if it has nothing to say. */
    private @Nullable Piece piece(Rumor rumor, long now) {
        MemberEntry entry = rumor.about;
        MemberRecord record = entry.record();
        Wording last = rumor.wording;
        if (last != null
                && last.record == record
                && last.heldVersion == entry.heldVersion()
                && record.status() == Status.ALIVE) { // a verdict tells its age
            return last.piece;
        }
        Message message = rumor.key.topic() == Rumor.Topic.STATE
                ? states.since(rumor.key.name(), rumor.stateFrom)
                : records.of(entry, now);
        Piece piece = message == null ? null : piece(rumor, message);
        rumor.wording = new Wording(record, entry.heldVersion(), piece);
        return piece;
    }

    private Piece piece(Rumor rumor, Message message) {
        return new Piece(rumor, message, Codec.size(message), PacketPriority.of(rumor, self));
    }

    static List<Message> messages(List<Piece> pieces) {
        List<Message> messages = new ArrayList<>(pieces.size());
        for (Piece piece : pieces) {
            messages.add(piece.message());
        }
        return messages;
    }
}
