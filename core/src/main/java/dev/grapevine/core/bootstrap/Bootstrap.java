package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.model.Address;
import dev.grapevine.model.BootstrapPhase;
import java.util.List;

/**
 * Starts the ways of finding others, one {@link BootstrapPhase} after another, a moment apart (PROTOCOL.md, section 6). None
 * waits for another to end, and none ends: later, {@link Reconnector} tries the same places for ever.
 */
public final class Bootstrap {

    private static final long PHASE_NANOS = 20_000_000;

    /** From the start until all phases have begun. */
    public static final long PHASES_NANOS = BootstrapPhase.values().length * PHASE_NANOS;

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
        for (BootstrapPhase phase : BootstrapPhase.values()) {
            timers.at(now + phase.ordinal() * PHASE_NANOS, this::begin, phase);
        }
    }

    private void begin(BootstrapPhase phase, long now) {
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
            say(BootstrapPhase.REMEMBERED, "trying " + addresses.size() + " addresses of the last run");
            joins.joinSome(addresses, now);
        }
    }

    private void lookUpSeeds() {
        if (!contacts.seeds().isEmpty()) {
            say(BootstrapPhase.SEEDS, "trying seeds " + String.join(", ", contacts.seeds()));
            contacts.lookUpSeeds();
        }
    }

    private void broadcast(long now) {
        if (discover) {
            say(BootstrapPhase.BROADCAST, "looking for members on the local segment");
            discovery.start(now);
        }
    }

    private void sayWhetherAlone() {
        if (contacts.alone()) {
            say(BootstrapPhase.ALONE, "a cluster of one so far; others may join");
        }
    }

    private void say(BootstrapPhase phase, String text) {
        port.emit(new PeerEvent.Bootstrap(phase, text));
    }
}
