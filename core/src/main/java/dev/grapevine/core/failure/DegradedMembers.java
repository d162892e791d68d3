package dev.grapevine.core.failure;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import java.util.HashMap;
import java.util.Map;

/**
 * Which members answer probes by stream and not by datagram. They live, but a firewall or a wrong address keeps news and accusations
 * from them, so it is said. Lost packets look the same once; so it takes several probes in a row, of which the later ones follow at once.
 */
public final class DegradedMembers implements ViewListener {

    /** Probes in a row that were answered by stream only. With a tenth of the packets lost, one in two million is. */
    static final int ENOUGH = 3;

    private final Port port;
    private final DetectionLog detectionLog;
    private final Map<String, Integer> inRow = new HashMap<>();

    public DegradedMembers(Port port, DetectionLog detectionLog) {
        this.port = port;
        this.detectionLog = detectionLog;
    }

    /**
     * A probe was answered by stream, and by datagram neither here nor to a helper.
     *
     * @return whether another look would tell more
     */
    boolean byStream(MemberEntry member, long now) {
        if (member.degraded()) {
            return false;
        }
        if (inRow.merge(member.name(), 1, Integer::sum) < ENOUGH) {
            return true;
        }
        inRow.remove(member.name());
        become(member, true, now);
        return false;
    }

    /** A helper got an answer by datagram. */
    void relayed(MemberEntry member) {
        inRow.remove(member.name());
    }

    /** It answered by datagram. */
    void byDatagram(MemberEntry member, long now) {
        inRow.remove(member.name());
        if (member.degraded()) {
            become(member, false, now);
        }
    }

    private void become(MemberEntry member, boolean degraded, long now) {
        member.degraded(degraded);
        detectionLog.noted(member, new DetectionLog.Reached(degraded), now);
        port.emit(degraded ? new Event.Degraded(member.record()) : new Event.Restored(member.record()));
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        if (!change.entry().live()) {
            inRow.remove(change.entry().name());
            change.entry().degraded(false);
        }
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        inRow.remove(entry.name());
    }
}
