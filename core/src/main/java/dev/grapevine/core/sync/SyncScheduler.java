package dev.grapevine.core.sync;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.ping.PingListener;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.PushedRumors;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.random.RandomGenerator;

/**
 * When to sync, and with whom (PROTOCOL.md, section 4). Three reasons: the view hash of another member differs, and {@link SyncBackoff} agrees; this member
 * has just joined, and catches up; and rarely, with a random member, as a safety net: until {@link Agreement} shows that there is nothing to catch. One sync
 * runs at a time.
 */
public final class SyncScheduler implements PingListener, SyncRequester.Listener {

    /** How often a joiner asks again at most, as long as there is something new. */
    private static final int CATCH_UPS = 4;

    /** What a timer is for. */
    private enum Due {
        CATCH_UP,
        SAFETY_NET
    }

    private final Agreement agreement;
    private final SyncRequester requester;
    private final PeerSelector selector;
    private final Timers timers;
    private final RandomGenerator random;
    private final SyncBackoff backoff;
    private final long safetyNanos;
    private final long lastRepeatNanos;
    private long lastHash;
    private int catchUps;
    private boolean stopped;

    public SyncScheduler(
            Settings settings,
            Agreement agreement,
            SyncRequester requester,
            PeerSelector selector,
            Timers timers,
            RandomGenerator random) {
        this.agreement = agreement;
        this.requester = requester;
        this.selector = selector;
        this.timers = timers;
        this.random = random;
        this.backoff = new SyncBackoff(settings);
        this.safetyNanos = settings.get(ProtocolSetting.SYNC_SAFETY);
        this.lastRepeatNanos = PushedRumors.lastRepeatNanos(settings);
        this.lastHash = agreement.viewHash();
    }

    public void start(long now) {
        backoff.start(now);
        setSafetyNet(now);
    }

    public void stop() {
        stopped = true;
    }

    // ---- a view hash that differs

    @Override
    public void viewHashSeen(MemberEntry from, long viewHash, long now) {
        if (viewHash == agreement.viewHash()) {
            backoff.agreed();
        } else if (from.live() && !requester.busy() && backoff.differed(now)) {
            ask(from, now);
        }
    }

    /** Notices that the view changed; called at the end of each input. */
    public void observe(long now) {
        if (agreement.viewHash() != lastHash) {
            lastHash = agreement.viewHash();
            backoff.viewChanged(now);
        }
    }

    private void ask(MemberEntry partner, long now) {
        if (!stopped && !requester.busy()) {
            requester.ask(partner, this, now);
        }
    }

    @Override
    public void ended(boolean useful, boolean news, long now) {
        backoff.ended(useful, now);
        if (news && catchUps > 0) {
            catchUps--;
            timers.at(now + lastRepeatNanos / 2, this::due, Due.CATCH_UP);
        } else {
            catchUps = 0;
        }
    }

    // ---- catching up after a join

    /**
     * From now on this member tells others of itself. News that spread while it read its first table was not sent to a process that nobody knew. So it
     * asks another member once the last repeat of that news is through; and then others, as long as either side learns something: in a mass join the one
     * that it asked may have missed the same news.
     */
    public void announce(long now) {
        if (requester.announce()) {
            catchUps = CATCH_UPS;
            timers.at(now + lastRepeatNanos, this::due, Due.CATCH_UP);
        }
    }

    /** The same for a member that has been there all along and missed no news. */
    public void settled() {
        requester.announce();
    }

    // ---- the safety net

    private void setSafetyNet(long now) {
        timers.at(now + (long) (safetyNanos * (0.75 + 0.5 * random.nextDouble())), this::due, Due.SAFETY_NET);
    }

    private void due(Due what, long now) {
        if (stopped) {
            return;
        }
        if (what == Due.SAFETY_NET) {
            setSafetyNet(now);
            if (agreement.reached()) {
                return;
            }
        }
        selector.random(1, entry -> true).forEach(partner -> ask(partner, now));
    }
}
