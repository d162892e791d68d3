package dev.grapevine.core.failure;

import dev.grapevine.core.view.View;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Holds verdicts by silence back while so many members are silent together that a partition, or a fault of this member's own, is more likely
 * than so many deaths.
 *
 * <p>It is read when a verdict falls due, because by then all members hold the same suspicions. No suspect is held longer than
 * {@link ProtocolSetting#BRAKE_HOLD}. Once pulled, the brake is armed again only below half of its threshold.
 *
 * <p>PROTOCOL.md, section 2, "The brake".
 */
public final class Brake {

    /** Hears that the brake was pulled. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A partition is more likely than so many deaths; told once until the brake is armed again.
         *
         * @param seen members that still answer
         * @param lost members that are silent
         */
        void pulled(int seen, int lost);
    }

    private final View view;
    private final long windowNanos;
    private final long holdNanos;
    private final int floor;
    private final int sharePercent;
    private final Deque<Long> silentDeaths = new ArrayDeque<>();
    private Listener listener = (seen, lost) -> {};
    private boolean pulled;

    Brake(Settings settings, View view) {
        this.view = view;
        this.windowNanos = settings.get(ProtocolSetting.WINDOW_MAX);
        this.holdNanos = settings.get(ProtocolSetting.BRAKE_HOLD);
        this.floor = settings.count(ProtocolSetting.BRAKE_FLOOR);
        this.sharePercent = settings.count(ProtocolSetting.BRAKE_SHARE);
    }

    void follow(Listener follower) {
        listener = follower;
    }

    /** A member was declared dead by silence. */
    void silentDeath(long now) {
        silentDeaths.addLast(now);
    }

    /**
     * Whether a verdict is held back.
     *
     * @param overdueNanos how long ago it fell due
     */
    boolean holds(long overdueNanos, long now) {
        while (!silentDeaths.isEmpty() && now - silentDeaths.peekFirst() > windowNanos) {
            silentDeaths.removeFirst();
        }
        int silent = silent();
        double threshold = Math.max(floor, members() * sharePercent / 100.0);
        if (silent > threshold) {
            if (!pulled) {
                pulled = true;
                listener.pulled(view.count(Status.ALIVE), silent);
            }
        } else if (silent <= threshold / 2) {
            pulled = false;
        }
        return pulled && silent > threshold && overdueNanos < holdNanos;
    }

    /** Members that are suspect now, or died by silence within the last window. */
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
