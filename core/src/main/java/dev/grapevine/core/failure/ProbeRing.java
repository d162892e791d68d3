package dev.grapevine.core.failure;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whom to probe next: in one period of a few (two) the successor on the circle of hashed names (the next that nobody accuses, so that those behind it are looked at soon), in the others the next of an own shuffled list. The
 * first sees to it that every member is probed by its neighbour often, the second that everyone is probed by everyone in time.
 * New members enter the list at a random place; the departed fall out when their turn comes.
 */
final class ProbeRing {

    private final View view;
    private final MemberEntry self;
    private final RandomGenerator random;
    private final List<MemberEntry> list = new ArrayList<>();
    private final int successorEvery;
    private int position;
    private int period;

    /** @param successorEvery in which of so many periods the successor's turn is; 0 for none */
    ProbeRing(View view, MemberEntry self, RandomGenerator random, int successorEvery) {
        this.successorEvery = successorEvery;
        this.view = view;
        this.self = self;
        this.random = random;
    }

    /** Takes the members that the view begins with, in an order of its own. */
    void fill() {
        list.clear();
        list.addAll(view.entries());
        list.remove(self);
        shuffle();
        position = 0;
    }

    /** A member is back; one that is back before its turn came is still in the list. */
    void addAgain(MemberEntry entry) {
        if (!list.contains(entry)) {
            add(entry);
        }
    }

    /** A member is new. */
    void add(MemberEntry entry) {
        int at = random.nextInt(list.size() + 1);
        list.add(at, entry);
        if (at < position) {
            position++;
        }
    }

    @Nullable MemberEntry next() {
        if (successorEvery > 0) {
            boolean successor = period == 0;
            period = (period + 1) % successorEvery;
            if (successor) {
                MemberEntry next = view.rings().next(self, 0, entry -> entry.status() == Status.ALIVE);
                if (next != null) {
                    return next;
                }
            }
        }
        return nextOfList(entry -> entry.live() && view.get(entry.name()) == entry);
    }

    private @Nullable MemberEntry nextOfList(Predicate<MemberEntry> wanted) {
        while (!list.isEmpty()) {
            if (position >= list.size()) {
                position = 0;
                shuffle();
            }
            MemberEntry entry = list.get(position);
            if (wanted.test(entry)) {
                position++;
                return entry;
            }
            list.remove(position);
        }
        return null;
    }

    private void shuffle() {
        for (int i = list.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            MemberEntry moved = list.get(i);
            list.set(i, list.get(other));
            list.set(other, moved);
        }
    }
}
