package dev.grapevine.core.failure;

import dev.grapevine.core.view.Hashes;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which members watch over a member: the first in rendezvous-hash order of (its name, their name), so that all agree on
 * them without talking, and a change of one member moves few (PROTOCOL.md, section 2, "Witnesses and tethers").
 * Witnesses that would die with the member are worth little, so distinct hosts other than its own come first, with
 * distinct zones where possible.
 *
 * <p>Source: D. Thaler, C. Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", IEEE/ACM Transactions on
 * Networking 6(1), 1998.
 */
public final class Witnesses {

    /** So many of the best ranked are considered for each witness. */
    private static final int CANDIDATES_EACH = 6;

    private final View view;

    public Witnesses(View view) {
        this.view = view;
    }

    private record Ranked(MemberEntry entry, long score) {}

    /** The witnesses of a member, best first, among the eligible members that are ALIVE. */
    public List<MemberEntry> of(MemberEntry subject, int count, Predicate<MemberEntry> eligible) {
        if (count == 0) {
            return List.of();
        }
        List<MemberEntry> ranked = best(subject, count * CANDIDATES_EACH, eligible);
        List<MemberEntry> chosen = new ArrayList<>(count);
        Set<String> hosts = new HashSet<>();
        Set<String> zones = new HashSet<>();
        hosts.add(host(subject));
        choose(ranked, chosen, count, entry -> {
            boolean newHost = hosts.add(host(entry));
            boolean newZone = zones.add(entry.record().zone());
            return newHost && newZone;
        });
        hosts.clear();
        hosts.add(host(subject));
        chosen.forEach(entry -> hosts.add(host(entry)));
        choose(ranked, chosen, count, entry -> hosts.add(host(entry)));
        choose(ranked, chosen, count, entry -> true);
        return chosen;
    }

    /**
     * The members for which this one would soon be a witness if others died: it is among the first in their rank, give
     * or take chance. Costs one look at each member.
     */
    List<MemberEntry> standsBy(MemberEntry member, int rank) {
        int live = view.live(); // the dead take no rank
        long least = rank >= live ? 0 : -1L - Long.divideUnsigned(-1L, live) * rank;
        List<MemberEntry> subjects = new ArrayList<>();
        for (MemberEntry entry : view.rings().all()) {
            if (entry != member
                    && entry.status() == Status.ALIVE
                    && Long.compareUnsigned(score(entry, member), least) >= 0) {
                subjects.add(entry);
            }
        }
        return subjects;
    }

    private static long score(MemberEntry subject, MemberEntry witness) {
        return Hashes.mix(subject.nameHash() ^ Hashes.mix(witness.nameHash()));
    }

    private static void choose(
            List<MemberEntry> ranked, List<MemberEntry> chosen, int count, Predicate<MemberEntry> wanted) {
        for (MemberEntry entry : ranked) {
            if (chosen.size() < count && !chosen.contains(entry) && wanted.test(entry)) {
                chosen.add(entry);
            }
        }
    }

    private List<MemberEntry> best(MemberEntry subject, int count, Predicate<MemberEntry> eligible) {
        PriorityQueue<Ranked> best = new PriorityQueue<>((a, b) -> Long.compareUnsigned(a.score(), b.score()));
        for (MemberEntry entry : view.rings().all()) {
            if (entry != subject && entry.status() == Status.ALIVE && eligible.test(entry)) {
                long score = score(subject, entry);
                if (best.size() < count) {
                    best.add(new Ranked(entry, score));
                } else if (Long.compareUnsigned(score, best.element().score()) > 0) {
                    best.remove();
                    best.add(new Ranked(entry, score));
                }
            }
        }
        return best.stream()
                .sorted(Comparator.comparing(Ranked::score, Long::compareUnsigned)
                        .reversed())
                .map(Ranked::entry)
                .toList();
    }

    private static String host(MemberEntry entry) {
        Address address = entry.address();
        return address == null ? "" : address.host();
    }
}
