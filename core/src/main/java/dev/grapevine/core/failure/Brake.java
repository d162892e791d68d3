package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Holds verdicts by silence back while so many members are silent together that a partition, or a fault of our own, is more
 * likely than so many deaths. It is read when a verdict falls due (by then all hold the same suspicions), holds no
 * suspect longer than the longest window, and is armed again only below half of its threshold.
 */
final class Brake {

    private final View view;
    private final Port port;
    private final long window;
    private final long hold;
    private final int floor;
    private final int share;
    private final Deque<Long> silentDeaths = new ArrayDeque<>();
    private boolean pulled;

    Brake(Settings settings, View view, Port port) {
        this.view = view;
        this.port = port;
        this.window = settings.get(ProtocolSetting.WINDOW_MAX);
        this.hold = settings.get(ProtocolSetting.BRAKE_HOLD);
        this.floor = settings.count(ProtocolSetting.BRAKE_FLOOR);
        this.share = settings.count(ProtocolSetting.BRAKE_SHARE);
    }

    /** A member was declared dead by silence. */
    void silentDeath(long now) {
        silentDeaths.addLast(now);
    }

    /** Whether a verdict that falls due now, for a suspect overdue by so much, is held back. */
    boolean holds(long overdue, long now) {
        while (!silentDeaths.isEmpty() && now - silentDeaths.peekFirst() > window) {
            silentDeaths.removeFirst();
        }
        int silent = silent();
        int members = members();
        double threshold = Math.max(floor, members * share / 100.0);
        if (silent > threshold) {
            if (!pulled) {
                pulled = true;
                port.emit(new Event.Partitioned(view.count(Status.ALIVE), silent));
            }
        } else if (silent <= threshold / 2) {
            pulled = false;
        }
        return pulled && silent > threshold && overdue < hold;
    }

    private int silent() {
        return view.count(Status.SUSPECT) + silentDeaths.size();
    }

    private int members() {
        return view.live() + silentDeaths.size();
    }

    /** Why it held the last verdict back. */
    DetectionLog.HeldBack reason() {
        return new DetectionLog.HeldBack(silent(), members());
    }
}
