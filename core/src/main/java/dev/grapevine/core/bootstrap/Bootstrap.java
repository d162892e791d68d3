package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.model.Address;
import java.util.List;

/**
 * Starts the ways of finding others, one {@link Phase} after another, a moment apart (PROTOCOL.md, section 6). None
 * waits for another to end, and none ends: later, {@link Reconnector} tries the same places for ever.
 */
public final class Bootstrap {

    /** The ways of finding others, in the order in which they start. */
    public enum Phase {
        /** Addresses of members of the last run are tried. */
        REMEMBERED,
        /** The configured seeds are looked up and tried. */
        SEEDS,
        /** Members are called by broadcast on the local segment. */
        BROADCAST,
        /** Nothing has helped yet; others may still find this member. */
        ALONE
    }

    private static final long PHASE_NANOS = 20_000_000;

    /** From the start until all phases have begun. */
    public static final long PHASES_NANOS = Phase.values().length * PHASE_NANOS;

    private final Contacts contacts;
    private final Joins joins;
    private final Discovery discovery;
    private final boolean discover;
    private final Timers timers;
    private final Port port;

    /** @param discover whether others are called by broadcast */
    public Bootstrap(Contacts contacts, Joins joins, Discovery discovery, boolean discover, Timers timers, Port port) {
        this.contacts = contacts;
        this.joins = joins;
        this.discovery = discovery;
        this.discover = discover;
        this.timers = timers;
        this.port = port;
    }

    public void start(long now) {
        for (Phase phase : Phase.values()) {
            timers.at(now + phase.ordinal() * PHASE_NANOS, this::begin, phase);
        }
    }

    private void begin(Phase phase, long now) {
        switch (phase) {
            case REMEMBERED -> tryRemembered(now);
            case SEEDS -> lookUpSeeds();
            case BROADCAST -> broadcast(now);
            case ALONE -> sayWhetherAlone();
        }
    }

    private void tryRemembered(long now) {
        List<Address> addresses = contacts.remembered();
        if (!addresses.isEmpty()) {
            say(Phase.REMEMBERED, "trying " + addresses.size() + " addresses of the last run");
            joins.joinSome(addresses, now);
        }
    }

    private void lookUpSeeds() {
        if (!contacts.seeds().isEmpty()) {
            say(Phase.SEEDS, "trying seeds " + String.join(", ", contacts.seeds()));
            contacts.lookUpSeeds();
        }
    }

    private void broadcast(long now) {
        if (discover) {
            say(Phase.BROADCAST, "looking for members on the local segment");
            discovery.start(now);
        }
    }

    private void sayWhetherAlone() {
        if (contacts.alone()) {
            say(Phase.ALONE, "a cluster of one so far; others may join");
        }
    }

    private void say(Phase phase, String text) {
        port.emit(new PeerEvent.Bootstrap(phase.name(), text));
    }
}
