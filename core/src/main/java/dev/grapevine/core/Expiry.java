package dev.grapevine.core;

import dev.grapevine.core.bootstrap.Contacts;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import java.util.List;

/**
 * Forgets what is too old: tombstones that are due; and all other members, once this one was out of contact for so long
 * that others may have forgotten the members that died meanwhile, which it would then bring back. It keeps the addresses, to
 * try them.
 */
final class Expiry {

    /** What a timer is for. */
    private enum Step {
        EXPIRE
    }

    /** How many of the members that were dropped are kept, so that a leave can be told to them. */
    private static final int MOST_DROPPED = 8;

    private static final long PERIOD = 1_000_000_000;

    private final View view;
    private final Membership membership;
    private final Contacts contacts;
    private final Timers timers;
    private final long limit;
    private List<Address> dropped = List.of();
    private long lastHeard;

    /** @param tombstoneTime for how long others remember the members that are gone, in nanoseconds */
    Expiry(Membership membership, Contacts contacts, Timers timers, long tombstoneTime, long now) {
        this.view = membership.view();
        this.membership = membership;
        this.contacts = contacts;
        this.timers = timers;
        this.limit = tombstoneTime / 2;
        this.lastHeard = now;
    }

    void start(long now) {
        heard(now);
        next(now);
    }

    private void next(long now) {
        timers.at(now + PERIOD, this::onTimer, Step.EXPIRE);
    }

    private void onTimer(Step step, long now) {
        switch (step) {
            case EXPIRE -> keepHouse(now);
        }
    }

    private void keepHouse(long now) {
        membership.expire(now);
        if (view.entries().size() > 1 && now - lastHeard > limit) {
            dropAll(now);
        }
        next(now);
    }

    /** A datagram came in. */
    void heard(long now) {
        lastHeard = now;
    }

    /** This process did not run for so many nanoseconds. */
    void stalled(long nanos, long now) {
        if (nanos > limit) {
            dropAll(now);
        }
    }

    private void dropAll(long now) {
        List<MemberEntry> all = membership.dropAll(now);
        for (MemberEntry entry : all) {
            entry.record().addresses().forEach(contacts::remember);
        }
        dropped = all.stream()
                .filter(MemberEntry::live)
                .flatMap(entry -> entry.addresses().stream().limit(1))
                .limit(MOST_DROPPED)
                .toList();
    }

    /**
     * Some members that were live when the view was dropped last. They may hold this member still: a clock that jumps looks
     * like a long suspend.
     */
    List<Address> dropped() {
        return dropped;
    }
}
