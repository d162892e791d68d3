package dev.grapevine.core.rumor;

import dev.grapevine.core.view.HashRings;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Chooses receivers among the other live members that have an address. */
public final class PeerSelector {

    private static final int DRAWS_PER_TARGET = 8;

    private final int ringTargets;
    private final int randomTargets;
    private final int memberLimit;
    private final View view;
    private final MemberEntry self;
    private final RandomGenerator random;

    public PeerSelector(Settings settings, View view, MemberEntry self, RandomGenerator random) {
        this.ringTargets = settings.count(ProtocolSetting.RINGS);
        this.randomTargets = settings.count(ProtocolSetting.RANDOM_TARGETS);
        this.memberLimit = settings.count(ProtocolSetting.MEMBER_LIMIT);
        this.view = view;
        this.self = self;
        this.random = random;
    }

    /** How many members there are, this one included. */
    public int live() {
        return view.live();
    }

    /**
     * The members that news is pushed to: the next one on each ring, and random others. Rings give every member the same
     * number of copies, so that no member is left out while no packet is lost; random choice cannot promise that.
     */
    public Set<MemberEntry> pushTargets() {
        Set<MemberEntry> chosen = new LinkedHashSet<>();
        HashRings rings = view.rings();
        for (int i = 0; i < Math.min(ringTargets, rings.count()); i++) {
            MemberEntry next = rings.next(self, i, entry -> reachable(entry) && !chosen.contains(entry));
            if (next != null) {
                chosen.add(next);
            }
        }
        chosen.addAll(random(randomTargets, entry -> !chosen.contains(entry)));
        return chosen;
    }

    /** That many different random members that are wanted, or fewer if there are not so many. */
    public List<MemberEntry> random(int count, Predicate<MemberEntry> wanted) {
        List<MemberEntry> all = view.rings().all();
        List<MemberEntry> chosen = new ArrayList<>(count);
        for (int i = 0; i < count * DRAWS_PER_TARGET && chosen.size() < count && view.live() - 1 > count * 2; i++) {
            MemberEntry entry = all.get(random.nextInt(all.size()));
            if (reachable(entry) && wanted.test(entry) && !chosen.contains(entry)) {
                chosen.add(entry);
            }
        }
        if (chosen.size() < count) {
            addFromAll(chosen, count, wanted);
        }
        return chosen;
    }

    /** Looks at every member, for when there are few to choose from or the draws met too few that are wanted. */
    private void addFromAll(List<MemberEntry> chosen, int count, Predicate<MemberEntry> wanted) {
        List<MemberEntry> candidates = new ArrayList<>();
        for (MemberEntry entry : view.rings().all()) {
            if (reachable(entry) && wanted.test(entry) && !chosen.contains(entry)) {
                candidates.add(entry);
            }
        }
        while (chosen.size() < count && !candidates.isEmpty()) {
            chosen.add(candidates.remove(random.nextInt(candidates.size())));
        }
    }

    /** In a view that is full, perhaps of members that are not there, only those count that have answered. */
    private boolean reachable(MemberEntry entry) {
        return entry != self && entry.live() && entry.address() != null && (entry.met() || view.live() < memberLimit);
    }
}
