package dev.grapevine.core.bootstrap;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Leaves: says so, waits until a few have heard it (their acks of pings on which the news rides), and stops. While too few have, it is news
 * again and again: else a ping that nobody's ear was free for would be answered later, without the news.
 */
public final class Leave {

    private static final int ENOUGH = 3;
    private static final long AGAIN = 100_000_000;

    private final Settings settings;
    private final View view;
    private final Membership membership;
    private final Rumors rumors;
    private final PeerSelector selector;
    private final Pings pings;
    private final Timers timers;
    private final Runnable sayOnTethers;
    private final Timers.Task stop;
    private final MemberEntry self;
    private final Set<String> heard = new HashSet<>();
    private boolean leaving;
    private boolean stopped;

    public Leave(
            Settings settings,
            View view,
            MemberEntry self,
            Membership membership,
            Rumors rumors,
            PeerSelector selector,
            Pings pings,
            Timers timers,
            Runnable sayOnTethers,
            Timers.Task stop) {
        this.settings = settings;
        this.view = view;
        this.self = self;
        this.membership = membership;
        this.rumors = rumors;
        this.selector = selector;
        this.pings = pings;
        this.timers = timers;
        this.sayOnTethers = sayOnTethers;
        this.stop = stop;
    }

    public boolean leaving() {
        return leaving;
    }

    public void leave(long now) {
        if (leaving) {
            return;
        }
        leaving = true;
        membership.leave(now);
        rumors.flush(now);
        sayOnTethers.run();
        timers.at(now + settings.get(ProtocolSetting.LEAVE_TIMEOUT), this::stopNow);
        askWhoHeard(now);
    }

    private void askWhoHeard(long now) {
        if (stopped) {
            return;
        }
        if (!rumors.spreads(self)) {
            rumors.record(self, null, true, now);
        }
        Collection<MemberEntry> asked = selector.ringsAndRandom(
                settings.count(ProtocolSetting.RINGS), settings.count(ProtocolSetting.RANDOM_TARGETS));
        if (asked.isEmpty()) {
            stopNow(now);
            return;
        }
        for (MemberEntry entry : asked) {
            Address address = entry.address();
            if (address != null) {
                Question question = pings.open(entry, (asking, from, roundTripNanos, then) -> heard(entry, then));
                pings.send(question, entry, address, now);
            }
        }
        timers.at(now + AGAIN, this::askWhoHeard);
    }

    private void heard(MemberEntry by, long now) {
        heard.add(by.name());
        if (heard.size() >= Math.min(ENOUGH, view.live())) {
            stopNow(now);
        }
    }

    private void stopNow(long now) {
        if (!stopped) {
            stopped = true;
            stop.run(now);
        }
    }
}
