package dev.grapevine.core.rumor;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be sent to addresses that have not shown that they receive it (PROTOCOL.md, section 9, "Budgets belong to the
 * source address").
 *
 * <h2>Why</h2>
 *
 * Anybody may write records of members at somebody else's address, or send with a forged sender address. An address is
 * <em>proven</em> when it has answered a ping of this member. Until then it is sent little on this member's own accord,
 * however many members are said to be there: enough to ask whether they are, and to tell a new member the news.
 *
 * <h2>The table</h2>
 *
 * Addresses that regained their whole allowance are the same as unknown ones and are taken out. Where the table is full all
 * the same, a new address takes over what the least used one has left. So names of many addresses neither push out the one
 * that is sent most, nor give it a new allowance (the idea of the Space-Saving algorithm: A. Metwally, D. Agrawal, A. El
 * Abbadi, 2005).
 */
final class UnprovenAddresses {

    /** To one address. */
    static final SendAllowance.Rate EACH = new SendAllowance.Rate(16, 16_384, 1, 512);

    /** To all addresses of members together, and to all others: far above what the largest mass start needs. */
    static final SendAllowance.Rate ALL = new SendAllowance.Rate(8_192, 8_388_608, 8_192, 8_388_608);

    static final int LIMIT = 1_024;

    /** An address that is sent more packets than this, faster than it regains them, is asked whether it is there. */
    private static final int ASKED_AFTER = 8;

    private static final long ASKED_EVERY_NANOS = 1_000_000_000;

    private static final class Unproven {
        private final SendAllowance allowance;
        private boolean asked;
        private long askedAt;

        Unproven(SendAllowance allowance) {
            this.allowance = allowance;
        }
    }

    private final View view;
    private final Map<Address, Unproven> used = new HashMap<>();
    private @Nullable SendAllowance members;
    private @Nullable SendAllowance strangers;

    UnprovenAddresses(View view) {
        this.view = view;
    }

    /** Whether this address has shown that it receives what is sent to it. */
    boolean proven(Address address) {
        MemberEntry there = view.at(address);
        return there != null && address.equals(there.answeredAddress());
    }

    /** Takes what a datagram needs that nobody at this address has asked for. */
    boolean take(Address to, int bytes, long now) {
        SendAllowance each = of(to, now).allowance;
        return bytes <= each.room(now) && takeOfAll(to, bytes, now) && each.take(bytes, now);
    }

    /** How many bytes one datagram to this address may have now that nobody there has asked for; 0 if none may be sent. */
    int room(Address to, long now) {
        return of(to, now).allowance.room(now);
    }

    /**
     * Whether to ask a member at this address now whether it is there: it is sent a lot and was not asked lately. So the
     * allowance of a new member that is sent much news ends with its answer.
     */
    boolean askNow(Address address, long now) {
        Unproven there = used.get(address);
        if (there == null
                || there.allowance.packetsMissing(now) <= ASKED_AFTER
                || there.asked && now - there.askedAt < ASKED_EVERY_NANOS) {
            return false;
        }
        there.asked = true;
        there.askedAt = now;
        return true;
    }

    /** Takes what a datagram needs from what all unproven addresses share. */
    boolean takeOfAll(Address to, int bytes, long now) {
        if (view.at(to) == null) {
            strangers = strangers == null ? new SendAllowance(ALL, now) : strangers;
            return strangers.take(bytes, now);
        }
        members = members == null ? new SendAllowance(ALL, now) : members;
        return members.take(bytes, now);
    }

    /** How many addresses the table holds. */
    int size() {
        return used.size();
    }

    private Unproven of(Address address, long now) {
        Unproven known = used.get(address);
        if (known != null) {
            return known;
        }
        SendAllowance allowance = new SendAllowance(EACH, now);
        if (used.size() >= LIMIT) {
            used.values().removeIf(unproven -> unproven.allowance.full(now));
            if (used.size() >= LIMIT) {
                allowance = takeOver();
            }
        }
        Unproven fresh = new Unproven(allowance);
        used.put(address, fresh);
        return fresh;
    }

    private SendAllowance takeOver() {
        Map.Entry<Address, Unproven> least = null;
        for (Map.Entry<Address, Unproven> entry : used.entrySet()) {
            if (least == null || least.getValue().allowance.moreUsedThan(entry.getValue().allowance)) {
                least = entry;
            }
        }
        if (least == null) {
            throw new IllegalStateException("a full table has a least used address");
        }
        used.remove(least.getKey());
        return least.getValue().allowance;
    }
}
