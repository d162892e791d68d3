package dev.grapevine.core.bootstrap;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.View;

/**
 * When a member says that it is ready. It is a cluster of one from its first moment and works as such; this only tells the program around it when
 * its view is worth looking at: once a peer was synced and the view was still for a window, in any case after three windows; or, where a number of
 * members is expected, when so many are live.
 */
final class Readiness {

    private static final int WINDOWS_AT_MOST = 3;
    private static final int LOOKS_PER_WINDOW = 4;

    private final View view;
    private final Port port;
    private final Timers timers;
    private final int expect;
    private final long window;
    private long startedAt;
    private long lastHash;
    private long changedAt;
    private boolean synced;
    private boolean ready;
    private boolean held;

    Readiness(Settings settings, int expect, View view, Port port, Timers timers) {
        this.view = view;
        this.port = port;
        this.timers = timers;
        this.expect = expect;
        this.window = settings.get(ProtocolSetting.JOIN_WINDOW);
    }

    void start(long now) {
        startedAt = now;
        changedAt = now;
        lastHash = view.hash();
        look(now);
    }

    void synced() {
        synced = true;
    }

    /** While it is not clear whether the name is free. */
    void hold(boolean unclear) {
        held = unclear;
    }

    boolean ready() {
        return ready;
    }

    private void look(long now) {
        if (ready) {
            return;
        }
        if (view.hash() != lastHash) {
            lastHash = view.hash();
            changedAt = now;
        }
        if (!held && reached(now)) {
            ready = true;
            port.emit(new Event.Ready(view.live()));
            return;
        }
        timers.at(now + window / LOOKS_PER_WINDOW, this::look);
    }

    private boolean reached(long now) {
        if (expect > 1) {
            return view.live() >= expect;
        }
        return synced && now - changedAt >= window || now - startedAt >= WINDOWS_AT_MOST * window;
    }
}
