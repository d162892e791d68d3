package dev.grapevine.core.failure;

import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which member is probed next, and which members help where it does not answer (PROTOCOL.md, section 2, "Probing").
 *
 * <p>Odd periods belong to the successor on the ring of hashed names, even ones to the next of a shuffled list that
 * this member keeps for itself. The successor's turns make sure that every member is probed often; the list makes sure
 * that every member is probed by every other in time. The successor is the next that nobody accuses, so that the
 * members behind a dead one are soon looked at.
 *
 * <p>New members enter the list at a random place. Departed ones fall out when their turn comes.
 */
public final class ProbeTargets {

    private final View view;
    private final MemberEntry self;
    private final PeerSelector selector;
    private final RandomGenerator random;
    private final int helpers;
    private final int successorEvery;
    private final List<MemberEntry> list = new ArrayList<>();
    private int position;

    public ProbeTargets(Settings settings, View view, MemberEntry self, PeerSelector selector, RandomGenerator random) {
        this.view = view;
        this.self = self;
        this.selector = selector;
        this.random = random;
        this.helpers = settings.count(ProtocolSetting.PROBE_HELPERS);
        this.successorEvery = settings.count(ProtocolSetting.SUCCESSOR_EVERY);
    }

    /** Takes all members of the view, in an order of its own. */
    void fill() {
        list.clear();
        list.addAll(view.entries());
        list.remove(self);
        shuffle();
        position = 0;
    }

    /** When in the first period to begin: members that were started together do not probe in step. */
    long startOffset(long periodNanos) {
        return (long) (random.nextDouble() * periodNanos);
    }

    /** A member is live that was not; known before, it is still in the list if its turn did not come meanwhile. */
    void add(MemberEntry entry, boolean knownBefore) {
        if (knownBefore && list.contains(entry)) {
            return;
        }
        int at = random.nextInt(list.size() + 1);
        list.add(at, entry);
        if (at < position) {
            position++;
        }
    }

    /**
     * The target of a period; null if there is nobody to probe.
     *
     * @param period counted from 0, each asked for once
     */
    @Nullable MemberEntry of(long period) {
        if (successorEvery > 0 && period % successorEvery == 0) {
            MemberEntry successor = view.rings().next(self, 0, entry -> entry.status() == Status.ALIVE);
            if (successor != null) {
                return successor;
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

    /** Other members that nobody accuses, to be asked to ping the target. */
    List<MemberEntry> helpersFor(MemberEntry target) {
        return selector.random(helpers, entry -> entry != target && entry.status() == Status.ALIVE);
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
