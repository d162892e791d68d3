package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.View;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.List;

/**
 * Decides when a member says that it is ready (PROTOCOL.md, section 6). A member is a cluster of one from its first
 * moment and works as such; this only tells the program when the view is worth looking at. Where a number of members is
 * expected, that is when so many are live; else it is when a peer was synced and the view was still for one window, or
 * after three windows in any case.
 */
public final class Readiness {

    /** What a timer is for. */
    private enum Step {
        /** Look whether the member is ready. */
        LOOK,
        /** The member was alone after its first search: look whether it still is. */
        STILL_ALONE
    }

    private static final int WINDOWS_AT_MOST = 3;
    private static final int LOOKS_PER_WINDOW = 4;

    /** Between two warnings that no seed answers. */
    private static final long WARN_NANOS = 30_000_000_000L;

    private final View view;
    private final Contacts contacts;
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
    private boolean searched;

    /** @param expectedMembers live members to wait for; 1 to wait for none */
    public Readiness(Settings settings, int expectedMembers, View view, Contacts contacts, Port port, Timers timers) {
        this.view = view;
        this.contacts = contacts;
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
            case STILL_ALONE -> warnWhileAlone(now);
        }
    }

    private void look(long now) {
        if (view.hash() != lastHash) {
            lastHash = view.hash();
            changedAt = now;
        }
        if (!held && reached(now)) {
            ready = true;
            port.emit(new PeerEvent.Ready(outcome(), view.live()));
        } else {
            timers.at(now + windowNanos / LOOKS_PER_WINDOW, this::onTimer, Step.LOOK);
        }
        if (!searched && now - startedAt >= WINDOWS_AT_MOST * windowNanos) {
            searched = true; // also where more members are expected, and the member is not ready for long
            warnWhileAlone(now);
        }
    }

    private JoinOutcome outcome() {
        if (synced || !contacts.alone()) {
            return JoinOutcome.JOINED;
        }
        return contacts.unansweredSeeds().isEmpty() ? JoinOutcome.FIRST : JoinOutcome.ALONE;
    }

    /** Until another member is known: a start that split a cluster in two must not go unnoticed. */
    private void warnWhileAlone(long now) {
        List<String> seeds = contacts.unansweredSeeds();
        if (contacts.alone() && !seeds.isEmpty()) {
            port.emit(new PeerEvent.Alone(seeds, now - startedAt));
            timers.at(now + WARN_NANOS, this::onTimer, Step.STILL_ALONE);
        }
    }

    private boolean reached(long now) {
        if (expectedMembers > 1) {
            return view.live() >= expectedMembers;
        }
        return synced && now - changedAt >= windowNanos || now - startedAt >= WINDOWS_AT_MOST * windowNanos;
    }
}
