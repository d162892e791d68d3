package dev.grapevine.agent.daemon;

import dev.grapevine.agent.api.EventText;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.Snapshot;
import dev.grapevine.model.Member;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Writes events to the log, one line each, in the shape of {@link EventText}. */
final class EventLog implements ClusterListener {

    private final Logger log;

    EventLog(Logger log) {
        this.log = log;
    }

    @Override
    public void onSnapshot(Snapshot snapshot) {
        if (snapshot.missed() > 0) {
            log.log(
                    Level.WARNING,
                    "MISSED " + snapshot.missed() + " events members="
                            + snapshot.members().size() + " services="
                            + snapshot.instances().size());
            return;
        }
        // Members that joined before the subscription.
        for (Member member : snapshot.members()) {
            if (member.live() && !member.local()) {
                write(Level.INFO, EventText.joined(member.name(), member.addresses()));
            }
        }
    }

    @Override
    public void onEvent(Event event) {
        write(level(event), EventText.of(event));
    }

    /** Replaces control characters, because texts may contain what strangers sent, and an event must stay one line. */
    private void write(Level level, String text) {
        log.log(level, text.replaceAll("\\p{Cntrl}", "?"));
    }

    private static Level level(Event event) {
        if (event instanceof Event.NameConflict) {
            return Level.ERROR;
        }
        boolean trouble = event instanceof Event.Suspected
                || event instanceof Event.Failed
                || event instanceof Event.Degraded
                || event instanceof Event.Partitioned
                || event instanceof Event.Mismatch;
        return trouble ? Level.WARNING : Level.INFO;
    }
}
