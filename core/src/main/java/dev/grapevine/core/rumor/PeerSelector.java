package dev.grapevine.core.rumor;

import dev.grapevine.core.view.HashRings;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Chooses whom to send to, among the live members that have an address. */
public final class PeerSelector {

    private static final int ATTEMPTS_PER_TARGET = 8;

    private final View view;
    private final MemberEntry self;
    private final RandomGenerator random;

    public PeerSelector(View view, MemberEntry self, RandomGenerator random) {
        this.view = view;
        this.self = self;
        this.random = random;
    }

    /** The next live member on every circle, and as many random others. */
    public Set<MemberEntry> ringsAndRandom(int rings, int others) {
        Set<MemberEntry> chosen = new LinkedHashSet<>();
        HashRings circles = view.rings();
        for (int i = 0; i < Math.min(rings, circles.count()); i++) {
            MemberEntry next = circles.next(self, i, entry -> reachable(entry) && !chosen.contains(entry));
            if (next != null) {
                chosen.add(next);
            }
        }
        chosen.addAll(random(others, entry -> !chosen.contains(entry)));
        return chosen;
    }

    /** So many different random members for which this holds; fewer where there are not so many. */
    public List<MemberEntry> random(int count, Predicate<MemberEntry> wanted) {
        List<MemberEntry> all = view.rings().all();
        List<MemberEntry> chosen = new ArrayList<>(count);
        for (int i = 0; i < count * ATTEMPTS_PER_TARGET && chosen.size() < count && view.live() - 1 > count * 2; i++) {
            MemberEntry entry = all.get(random.nextInt(all.size()));
            if (reachable(entry) && wanted.test(entry) && !chosen.contains(entry)) {
                chosen.add(entry);
            }
        }
        if (chosen.size() < count) {
            addOfAll(chosen, count, wanted);
        }
        return chosen;
    }

    /** Looks at all, where there are few to choose from or drawing at random met too few. */
    private void addOfAll(List<MemberEntry> chosen, int count, Predicate<MemberEntry> wanted) {
        List<MemberEntry> fitting = new ArrayList<>();
        for (MemberEntry entry : view.rings().all()) {
            if (reachable(entry) && wanted.test(entry) && !chosen.contains(entry)) {
                fitting.add(entry);
            }
        }
        while (chosen.size() < count && !fitting.isEmpty()) {
            chosen.add(fitting.remove(random.nextInt(fitting.size())));
        }
    }

    private boolean reachable(MemberEntry entry) {
        return entry != self && entry.live() && entry.address() != null;
    }
}
