package dev.grapevine.core.rumor;

import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.rumor.Packing.Piece;
import dev.grapevine.core.rumor.Packing.Priority;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
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
 * Puts rumors into words, from the view as it is now. While nothing changes there the words stay the same and are made once: where hundreds
 * join at the same moment each is said a dozen times.
 */
final class Wording {

    /** More of one priority than this do not fit into a datagram. */
    private static final int MOST_RIDING = 64;

    private static final Comparator<Piece> ORDER = (a, b) -> {
        int order = a.priority().compareTo(b.priority());
        return order != 0 ? order : Long.signum(a.rumor().heardAt - b.rumor().heardAt);
    };

    /** What a rumor says, and what that was made of. */
    record Worded(MemberRecord record, long state, @Nullable Piece piece) {}

    private final MemberEntry self;
    private final StateNews states;

    Wording(MemberEntry self, StateNews states) {
        this.self = self;
        this.states = states;
    }

    /** Those that have something to say, the most important first, among equals the older. */
    List<Piece> inOrder(Collection<Rumor> news, long now) {
        List<Piece> pieces = new ArrayList<>(news.size());
        for (Rumor rumor : news) {
            Piece piece = piece(rumor, now);
            if (piece != null) {
                pieces.add(piece);
            }
        }
        pieces.sort(ORDER);
        return pieces;
    }

    /** What of these, which are in the order in which they were heard, rides in so much room. */
    List<Piece> riding(Collection<Rumor> news, Predicate<Rumor> concerned, int room, long now) {
        Map<Priority, List<Rumor>> first = new EnumMap<>(Priority.class);
        for (Rumor rumor : news) {
            List<Rumor> equals = first.computeIfAbsent(priority(rumor), priority -> new ArrayList<>());
            if (equals.size() < MOST_RIDING && concerned.test(rumor)) {
                equals.add(rumor);
            }
        }
        List<Piece> pieces = new ArrayList<>();
        for (List<Rumor> equals : first.values()) {
            for (Rumor rumor : equals) {
                Piece piece = piece(rumor, now);
                if (piece != null) {
                    pieces.add(piece);
                }
            }
        }
        return Packing.fill(pieces, room);
    }

    private Priority priority(Rumor rumor) {
        if (rumor.key.topic() == Rumor.Topic.STATE) {
            return Priority.STATE;
        }
        return switch (rumor.about.status()) {
            case ALIVE -> rumor.about == self ? Priority.OWN_RECORD : Priority.MEMBERSHIP;
            case LEFT -> Priority.MEMBERSHIP;
            case SUSPECT, DEAD -> Priority.VERDICT;
        };
    }

    private @Nullable Piece piece(Rumor rumor, long now) {
        MemberEntry entry = rumor.about;
        MemberRecord record = entry.record();
        Worded before = rumor.worded;
        if (before != null
                && before.record == record
                && before.state == entry.heldVersion()
                && record.status() == Status.ALIVE) { // a verdict tells its age
            return before.piece;
        }
        Message message = rumor.key.topic() == Rumor.Topic.STATE
                ? states.since(rumor.key.name(), rumor.stateFrom)
                : RecordMessages.of(entry, now);
        Piece piece = message == null ? null : Packing.piece(rumor, message, self.name());
        rumor.worded = new Worded(record, entry.heldVersion(), piece);
        return piece;
    }
}
