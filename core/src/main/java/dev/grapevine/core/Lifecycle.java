package dev.grapevine.core;

import dev.grapevine.core.bootstrap.NameGuard;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.view.Roster;

/** The stations of a peer's life, each of which concerns most of its parts: it starts, tells others of itself once its name is known to be free, and stops. */
final class Lifecycle implements NameGuard.Decision {

    private final Parts parts;
    private final Port port;
    private boolean stopped;

    /** @param parts of the peer; not used before all of them are there */
    Lifecycle(Parts parts, Port port) {
        this.parts = parts;
        this.port = port;
    }

    /** Begins in the midst of a cluster that has been there all along. */
    void settle(Roster roster, long now) {
        parts.membership.adopt(roster, now);
        parts.bootstrap.settled();
        parts.names.announced();
        parts.sync.settled();
    }

    void start(long now) {
        parts.detector.start(now);
        parts.sync.start(now);
        parts.bootstrap.start(now);
        parts.housekeeping.start(now);
    }

    /** Sends and notices what followed from an input; to be called after each. */
    void flush(long now) {
        if (!stopped) {
            parts.rumors.flush(now);
            parts.sync.observe(now);
            parts.agreementTime.observe(now);
        }
    }

    /** A join went through. */
    void joined(long now) {
        if (!parts.names.asking()) {
            announce(now);
        }
    }

    @Override
    public void free(long now) {
        parts.bootstrap.hold(false);
        announce(now);
    }

    @Override
    public void unclear() {
        parts.bootstrap.hold(true);
    }

    @Override
    public void taken(long now) {
        parts.membership.fallSilent();
        stop(now);
    }

    /** Tells others of this member: its record, and its state. */
    private void announce(long now) {
        parts.names.announced();
        parts.sync.announce(now);
        parts.rumors.record(parts.self.entry(), null, true, now);
        if (parts.self.entry().heldVersion() > 0) {
            parts.rumors.state(parts.self.name(), 0, null, true, now);
        }
        flush(now);
    }

    void stop(long now) {
        if (!stopped) {
            stopped = true;
            parts.detector.stop();
            parts.sync.stop();
            parts.bootstrap.stop();
            parts.channels.closeAll();
            parts.outbox.close();
            parts.timers.clear();
            port.emit(new Event.Stopped());
        }
    }

    boolean stopped() {
        return stopped;
    }
}
