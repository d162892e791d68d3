package dev.grapevine.core.rumor;

import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * Which news goes first into a packet, and how much of it fits. Order: what is said of the sender itself (its refutation),
 * death and suspicion, joins and leaves, service changes; among equals the older first. Service changes fill at most half of
 * a packet while membership news waits.
 */
final class Packing {

    /** A piece of news in words, with its length in a packet. */
    record Piece(Rumor rumor, Message message, int size, Priority priority) {}

    /** Earlier constants go first. */
    enum Priority {
        OWN_RECORD,
        VERDICT,
        MEMBERSHIP,
        STATE
    }

    private Packing() {}

    static Priority priority(Message message, String self) {
        if (message instanceof Message.Alive alive) {
            return alive.record().name().equals(self) ? Priority.OWN_RECORD : Priority.MEMBERSHIP;
        }
        if (message instanceof Message.Verdict verdict) {
            return verdict.status() == Status.LEFT ? Priority.MEMBERSHIP : Priority.VERDICT;
        }
        return Priority.STATE;
    }

    static Piece piece(Rumor rumor, Message message, String self) {
        return new Piece(rumor, message, Codec.size(message), priority(message, self));
    }

    /** Splits sorted pieces over packets of at most that many bytes, in their order. */
    static List<List<Piece>> packets(List<Piece> sorted, int capacity) {
        List<List<Piece>> packets = new ArrayList<>();
        List<Piece> packet = new ArrayList<>();
        int left = capacity;
        for (Piece piece : sorted) {
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

    /** What of the sorted pieces rides in a packet with that much room. */
    static List<Piece> fill(List<Piece> sorted, int room) {
        List<Piece> chosen = new ArrayList<>();
        int left = room;
        boolean stateOnly = sorted.stream().allMatch(piece -> piece.priority() == Priority.STATE);
        int leftForState = stateOnly ? room : room / 2;
        for (Piece piece : sorted) {
            boolean state = piece.priority() == Priority.STATE;
            if (piece.size() <= (state ? Math.min(left, leftForState) : left)) {
                chosen.add(piece);
                left -= piece.size();
                leftForState -= state ? piece.size() : 0;
            }
        }
        return chosen;
    }
}
