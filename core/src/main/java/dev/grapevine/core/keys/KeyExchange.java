package dev.grapevine.core.keys;

import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.StreamServer;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.seal.KeyAccess;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the keyrings of all members the same. Each tells in its owned state what it knows of keys ({@link KeyStatement}); one that sees a difference
 * visits the other, one at a time and after a random pause, so that a change spreads as news does instead of all visiting the member where it began.
 * A pair of members whose visit changed nothing waits, ever longer.
 *
 * <p>When a key is no longer accepted, what it sealed ends at once: streams with a cut, tethers with {@link Message.Loose}.
 */
public final class KeyExchange implements StreamServer, DropCounts {

    /** What a timer is for. */
    private enum Step {
        VISIT
    }

    private static final long PATIENCE_NANOS = 5_000_000_000L;

    /** The random pause before a visit, for each live member; with a least and a most. */
    private static final long SPREAD_NANOS = 2_000_000;

    private static final long LEAST_SPREAD_NANOS = 20_000_000;
    private static final long MOST_SPREAD_NANOS = 1_000_000_000;

    /** How long a pair waits after a visit that changed nothing, at first and at last. */
    private static final long FIRST_WAIT_NANOS = 1_000_000_000;

    private static final int MOST_DOUBLINGS = 6;

    /** The last visit to a member: what both knew, and when another may follow if that is the same. */
    private record Visited(KeyStatement theirs, KeyStatement own, int inVain, long nextAt) {}

    private final KeyAccess keys;
    private final KeyRing ring;
    private final View view;
    private final MemberEntry self;
    private final KeyStatements statements;
    private final Channels channels;
    private final Timers timers;
    private final RandomGenerator random;
    private final Map<String, Visited> visited = new HashMap<>();
    private @Nullable Removal removal;
    private @Nullable KeyVisit visit;
    private KeyStatement own;
    private boolean onDisk;
    private boolean ringChanged;
    private boolean visitEnded;

    /** Those that tell something else since the last flush. */
    private final List<MemberEntry> changed = new ArrayList<>();

    private boolean visitPlanned;
    private boolean started;
    private long unexpected;

    /** Ends what is sealed under keys that are not accepted any more. */
    @FunctionalInterface
    public interface Removal {
        void end(Predicate<KeyId> refused, long now);
    }

    public KeyExchange(
            KeyAccess keys,
            Membership membership,
            KeyStatements statements,
            Channels channels,
            Timers timers,
            RandomGenerator random) {
        this.keys = keys;
        this.ring = keys.ring();
        this.view = membership.view();
        this.self = membership.local().entry();
        this.statements = statements;
        this.channels = channels;
        this.timers = timers;
        this.random = random;
        this.own = KeyStatement.of(ring, keys.cryptography(), false);
        ring.follow(() -> {
            ringChanged = true;
            onDisk = false;
        });
        statements.follow(entry -> {
            if (started) {
                changed.add(entry);
            }
        });
    }

    /** Sets what ends the streams of removed keys; called once, before anything else. */
    public void follow(Removal follower) {
        removal = follower;
    }

    /** Begins to tell of this member's keys. */
    public void start(long now) {
        started = true;
        ringChanged = true;
        flush(now);
    }

    /** Whether the ring, as it is now, would survive a restart. */
    public void onDisk(boolean kept, long now) {
        onDisk = kept;
        ringChanged = true;
        flush(now);
    }

    /** Acts on what an input has changed. */
    public void flush(long now) {
        if (!started || !ringChanged && !visitEnded && changed.isEmpty()) {
            return;
        }
        boolean any = ringChanged || visitEnded;
        visitEnded = false;
        if (ringChanged) {
            ringChanged = false;
            own = KeyStatement.of(ring, keys.cryptography(), onDisk);
            statements.publish(own, now);
            if (removal != null) {
                removal.end(id -> !ring.accepts(id), now);
            }
        }
        planVisit(any ? view.entries() : changed, now);
        changed.clear();
    }

    // ---- visits to others

    /** Plans a visit to one of the candidates, if any differs from this member; when the time comes, all are looked at. */
    private void planVisit(Iterable<MemberEntry> candidates, long now) {
        if (visitPlanned || visit != null || !keys.seals()) {
            return;
        }
        long next = nextVisit(candidates, now);
        if (next != Long.MAX_VALUE) {
            visitPlanned = true;
            long spread = Math.max(LEAST_SPREAD_NANOS, Math.min(MOST_SPREAD_NANOS, view.live() * SPREAD_NANOS));
            timers.at(next + (long) (random.nextDouble() * spread), this::onTimer, Step.VISIT);
        }
    }

    private void onTimer(Step step, long now) {
        switch (step) {
            case VISIT -> {
                visitPlanned = false;
                visitAny(now);
                flush(now);
            }
        }
    }

    /** When a candidate may be visited that differs from this member; far away if there is none. */
    private long nextVisit(Iterable<MemberEntry> candidates, long now) {
        long next = Long.MAX_VALUE;
        for (MemberEntry entry : candidates) {
            KeyStatement theirs = differing(entry);
            if (theirs != null) {
                long at = Math.max(now, dueAt(entry, theirs, now));
                next = next == Long.MAX_VALUE || at - next < 0 ? at : next;
            }
        }
        return next;
    }

    private void visitAny(long now) {
        visited.keySet().removeIf(name -> {
            MemberEntry entry = view.get(name);
            return entry == null || !entry.live();
        });
        List<MemberEntry> due = new ArrayList<>();
        for (MemberEntry entry : view.entries()) {
            KeyStatement theirs = differing(entry);
            if (theirs != null && dueAt(entry, theirs, now) - now <= 0) {
                due.add(entry);
            }
        }
        if (due.isEmpty()) {
            planVisit(view.entries(), now);
            return;
        }
        MemberEntry host = due.get(random.nextInt(due.size()));
        Address address = host.address();
        KeyStatement theirs = statements.of(host);
        if (address == null || theirs == null) {
            return;
        }
        Visited last = visited.get(host.name());
        int inVain = last != null && last.theirs().equals(theirs) && last.own().equals(own) ? last.inVain() + 1 : 0;
        long wait = FIRST_WAIT_NANOS << Math.min(inVain, MOST_DOUBLINGS);
        visited.put(host.name(), new Visited(theirs, own, inVain, now + wait));
        KeyVisit opened = new KeyVisit(keys, channels, new Visits(), host.name());
        visit = opened;
        opened.on(channels.openStream(address, Message.Purpose.KEYS, opened));
        timers.at(now + PATIENCE_NANOS, KeyVisit::expired, opened);
    }

    /** What a live member tells, if a visit may bring something; null otherwise. */
    private @Nullable KeyStatement differing(MemberEntry entry) {
        if (entry == self || !entry.live() || entry.address() == null) {
            return null;
        }
        KeyStatement theirs = statements.of(entry);
        if (theirs == null) {
            return null;
        }
        boolean differs = !theirs.digest().equals(own.digest());
        for (KeyId id : ring.lacking()) {
            differs |= theirs.holds(id) && !theirs.fromFile().contains(id);
        }
        return differs ? theirs : null;
    }

    private long dueAt(MemberEntry entry, KeyStatement theirs, long now) {
        Visited last = visited.get(entry.name());
        return last == null || !last.theirs().equals(theirs) || !last.own().equals(own) ? now : last.nextAt();
    }

    private final class Visits implements KeyVisit.Listener {
        @Override
        public void ended(KeyVisit ended, long now) {
            if (visit == ended) {
                visit = null;
                visitEnded = true; // looks for the next, once what the visit brought has been told
            }
        }

        @Override
        public void unexpected() {
            unexpected++;
        }
    }

    // ---- visits of others

    @Override
    public void accepted(long channel, Message.Hello hello, long now) {
        KeyVisit guest = new KeyVisit(keys, channels, new Visits(), "");
        guest.on(channel);
        channels.hand(channel, guest);
        channels.greet(channel, Message.Purpose.KEYS);
        guest.begin(now);
        timers.at(now + PATIENCE_NANOS, KeyVisit::expired, guest);
    }

    @Override
    public long unexpected() {
        return unexpected;
    }
}
