package dev.grapevine.core.failure;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import java.util.HashMap;
import java.util.Map;

/**
 * Which members answer probes by stream and not by datagram. They live, but a firewall or a wrong address keeps news
 * and accusations from them, so the program is told. A few lost packets look the same, so it takes several probes in a
 * row; each follows the one before at once.
 */
public final class DegradedMembers implements ViewListener, Prober.Listener {

    /** Probes in a row that were answered by stream only. With a tenth of the packets lost, one in two million is. */
    static final int ENOUGH = 3;

    private final Port port;
    private final DetectionLog detectionLog;
    private final Prober prober;
    private final Map<String, Integer> inARow = new HashMap<>();

    public DegradedMembers(Port port, DetectionLog detectionLog, Prober prober) {
        this.port = port;
        this.detectionLog = detectionLog;
        this.prober = prober;
    }

    @Override
    public void answered(MemberEntry target, long now) {
        inARow.remove(target.name());
        if (target.degraded()) {
            become(target, false, now);
        }
    }

    @Override
    public void answeredHelper(MemberEntry target) {
        inARow.remove(target.name());
    }

    @Override
    public void answeredByStreamOnly(MemberEntry target, long now) {
        if (target.degraded()) {
            return;
        }
        if (inARow.merge(target.name(), 1, Integer::sum) < ENOUGH) {
            prober.probe(target, now);
        } else {
            inARow.remove(target.name());
            become(target, true, now);
        }
    }

    private void become(MemberEntry member, boolean degraded, long now) {
        member.degraded(degraded);
        detectionLog.noted(member, new DetectionLog.Reached(degraded), now);
        port.emit(degraded ? new PeerEvent.Degraded(member.record()) : new PeerEvent.Restored(member.record()));
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        if (!change.entry().live()) {
            inARow.remove(change.entry().name());
            change.entry().degraded(false);
        }
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        inARow.remove(entry.name());
    }
}
