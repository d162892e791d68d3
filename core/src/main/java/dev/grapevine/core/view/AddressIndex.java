package dev.grapevine.core.view;

import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which member is reached at an address (PROTOCOL.md, section 9: "An address belongs to the member that answers there;
 * nobody's record takes over one's own").
 *
 * <p>Records of several members may claim one address: hosts vanish and others get their addresses, and anybody can
 * forge a record. The claimants of an address are kept in order, and the first holds it:
 *
 * <ol>
 *   <li>the local member, at its own addresses;
 *   <li>live members: first the one that answered there last, then in the order in which they claimed it;
 *   <li>dead members and those that left.
 * </ol>
 *
 * <p>Nearly every address has one claimant, so that lists exist for the others only.
 */
final class AddressIndex {

    /** More claimants of one address are not kept: an answer puts a member among them again. */
    static final int MOST_CLAIMANTS = 16;

    private final CompactMap<Address> holders = new CompactMap<>();
    private final Map<Address, List<MemberEntry>> contested = new HashMap<>();
    private @Nullable MemberEntry local;

    /** This entry is the local member's; it holds all its addresses from now on. */
    void localIs(MemberEntry entry) {
        local = entry;
    }

    void reserve(int count) {
        holders.reserve(count);
    }

    /** The member that holds an address; null if nobody claims it. */
    @Nullable MemberEntry holder(Address address) {
        return holders.get(address);
    }

    /** All members that claim an address, its holder first. */
    List<MemberEntry> claimants(Address address) {
        List<MemberEntry> several = contested.get(address);
        if (several != null) {
            return several;
        }
        MemberEntry holder = holders.get(address);
        return holder == null ? List.of() : List.of(holder);
    }

    /** The member has another record than before. */
    void changed(MemberEntry entry, List<Address> before) {
        List<Address> after = entry.record().addresses();
        if (!after.equals(before)) {
            for (Address address : before) {
                if (!after.contains(address)) {
                    remove(entry, address);
                }
            }
        }
        for (Address address : after) {
            claim(entry, address, false);
        }
    }

    void remove(MemberEntry entry) {
        for (Address address : entry.record().addresses()) {
            remove(entry, address);
        }
    }

    /** The member has answered there. */
    void answered(MemberEntry entry, Address address) {
        if (holders.get(address) != entry && entry.record().addresses().contains(address)) {
            claim(entry, address, true);
        }
    }

    private void claim(MemberEntry entry, Address address, boolean answered) {
        MemberEntry holder = holders.get(address);
        if (holder == null) {
            holders.put(address, entry);
            return;
        }
        List<MemberEntry> claimants = contested.get(address);
        if (claimants == null) {
            if (holder == entry) {
                return;
            }
            claimants = new ArrayList<>();
            claimants.add(holder);
            contested.put(address, claimants);
        }
        place(entry, claimants, answered);
        holders.put(address, claimants.get(0));
    }

    /** Puts a claimant in its place; a member that stays live keeps the one that it has. */
    private void place(MemberEntry entry, List<MemberEntry> claimants, boolean answered) {
        int known = claimants.indexOf(entry);
        int firstGone = firstGone(claimants, entry);
        if (known >= 0 && !answered && entry != local && (known < firstGone) == entry.live()) {
            return;
        }
        if (known >= 0) {
            claimants.remove(known);
        } else if (claimants.size() >= MOST_CLAIMANTS) {
            if (!entry.live()) {
                return;
            }
            claimants.remove(claimants.size() - 1);
        }
        claimants.add(placeOf(entry, claimants, answered), entry);
    }

    private int placeOf(MemberEntry entry, List<MemberEntry> claimants, boolean answered) {
        if (entry == local) {
            return 0;
        }
        if (answered) {
            return claimants.get(0) == local ? 1 : 0;
        }
        return entry.live() ? firstGone(claimants, entry) : claimants.size();
    }

    /** Where the members begin that are not live, leaving one out of account. */
    private static int firstGone(List<MemberEntry> claimants, MemberEntry except) {
        int place = 0;
        while (place < claimants.size()
                && (claimants.get(place) == except || claimants.get(place).live())) {
            place++;
        }
        return place;
    }

    private void remove(MemberEntry entry, Address address) {
        List<MemberEntry> claimants = contested.get(address);
        if (claimants == null) {
            holders.remove(address, entry);
            return;
        }
        claimants.remove(entry);
        holders.put(address, claimants.get(0));
        if (claimants.size() == 1) {
            contested.remove(address);
        }
    }
}
