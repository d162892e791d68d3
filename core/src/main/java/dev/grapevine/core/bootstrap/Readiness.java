package dev.grapevine.core.bootstrap;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.View;

/**
 * Decides when a member says that it is ready (PROTOCOL.md, section 6). A member is a cluster of one from its first
 * moment and works as such; this only tells the program when the view is worth looking at. Where a number of members is
 * expected, that is when so many are live; else it is when a peer was synced and the view was still for one window, or
 * after three windows in any case.
 */
public final class Readiness {

    /** What a timer is for. */
    private enum Step {
        LOOK
    }

    private static final int WINDOWS_AT_MOST = 3;
    private static final int LOOKS_PER_WINDOW = 4;

    private final View view;
    private final Port port;
    private final Timers timers;
    private final int expectedMembers;
    private final long windowNanos;
    private long startedAt;
    private long lastHash;
    private long changedAt;
    private boolean synced;
    private boolean held;
    private boolean ready;

    /** @param expectedMembers live members to wait for; 1 to wait for none */
    public Readiness(Settings settings, int expectedMembers, View view, Port port, Timers timers) {
        this.view = view;
        this.port = port;
        this.timers = timers;
        this.expectedMembers = expectedMembers;
        this.windowNanos = settings.get(ProtocolSetting.JOIN_WINDOW);
    }

    public void start(long now) {
        startedAt = now;
        changedAt = now;
        lastHash = view.hash();
        look(now);
    }

    /** A peer was synced. */
    public void synced() {
        synced = true;
    }

    /** Holds readiness back while it is unclear whether the local member's name is free. */
    public void hold(boolean nameUnclear) {
        held = nameUnclear;
    }

    public boolean ready() {
        return ready;
    }

    private void onTimer(Step step, long now) {
        switch (step) {
            case LOOK -> look(now);
        }
    }

    private void look(long now) {
        if (view.hash() != lastHash) {
            lastHash = view.hash();
            changedAt = now;
        }
        if (!held && reached(now)) {
            ready = true;
            port.emit(new Event.Ready(view.live()));
        } else {
            timers.at(now + windowNanos / LOOKS_PER_WINDOW, this::onTimer, Step.LOOK);
        }
    }

    private boolean reached(long now) {
        if (expectedMembers > 1) {
            return view.live() >= expectedMembers;
        }
        return synced && now - changedAt >= windowNanos || now - startedAt >= WINDOWS_AT_MOST * windowNanos;
    }
}
