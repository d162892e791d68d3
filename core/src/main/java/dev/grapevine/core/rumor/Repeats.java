package dev.grapevine.core.rumor;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.MemberEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Says again what was pushed, to random members, and ends it after the last time: that makes good what the network lost. Whatever is due goes
 * together, and no more often than pushes do.
 */
final class Repeats {

    /** After first hearing, in {@link ProtocolSetting#REPEAT_FIRST}. */
    static final int[] FACTORS = {1, 4, Rumors.LAST_REPEAT_FACTOR};

    /** Nanoseconds between two of them at least. */
    static final long SPACING = 10_000_000;

    private static final double JITTER = 0.2;

    private final long first;
    private final int others;
    private final Map<Rumor.Key, Rumor> rumors;
    private final PushThrottle window;
    private final PeerSelector selector;
    private final Timers timers;
    private final RandomGenerator random;
    private final Spreader spreader;
    private boolean armed;
    private long armedFor;
    private long last;

    /** Sends these to all of those; says whether the local system took any of it, or there was nothing to send. */
    interface Spreader {
        boolean spread(List<Rumor> news, Collection<MemberEntry> to, long now);
    }

    /** @param rumors all that there are, in the order in which they were heard; what was said for the last time is removed */
    Repeats(
            Settings settings,
            Map<Rumor.Key, Rumor> rumors,
            PushThrottle window,
            PeerSelector selector,
            Timers timers,
            RandomGenerator random,
            Spreader spreader) {
        this.first = settings.get(ProtocolSetting.REPEAT_FIRST);
        this.others = settings.count(ProtocolSetting.REPEAT_TARGETS);
        this.rumors = rumors;
        this.window = window;
        this.selector = selector;
        this.timers = timers;
        this.random = random;
        this.spreader = spreader;
    }

    /** It was pushed, and is to be said again. */
    void pushed(Rumor rumor, long now) {
        rumor.spread = 1;
        schedule(rumor);
        armBy(rumor, now);
    }

    private void schedule(Rumor rumor) {
        double factor = FACTORS[rumor.spread - 1] * (1 + JITTER * (2 * random.nextDouble() - 1));
        rumor.nextRepeat = rumor.heardAt + (long) (first * factor);
    }

    private void arm(long now) {
        Rumor next = null;
        for (Rumor rumor : rumors.values()) {
            if (rumor.spread > 0 && (next == null || rumor.nextRepeat - next.nextRepeat < 0)) {
                next = rumor;
            }
        }
        if (next != null) {
            armBy(next, now);
        }
    }

    /** Sets the timer for this rumor, unless it is set for one that is due before. */
    private void armBy(Rumor rumor, long now) {
        long earliest = last + Math.max(SPACING, window.length());
        long due = last != 0 && rumor.nextRepeat - earliest < 0 ? earliest : rumor.nextRepeat;
        if (!armed || due - armedFor < 0) {
            armed = true;
            armedFor = due - now < 0 ? now : due;
            long set = armedFor;
            timers.at(set, then -> {
                if (armed && armedFor == set) {
                    repeat(then);
                }
            });
        }
    }

    private void repeat(long now) {
        armed = false;
        List<Rumor> due = new ArrayList<>();
        for (Rumor rumor : rumors.values()) {
            if (rumor.spread > 0 && rumor.nextRepeat - now <= 0) {
                due.add(rumor);
            }
        }
        if (!due.isEmpty()) {
            last = now;
            boolean taken = spreader.spread(due, selector.random(others, entry -> true), now);
            for (Rumor rumor : due) {
                advance(rumor, taken, now);
            }
        }
        arm(now);
    }

    private void advance(Rumor rumor, boolean taken, long now) {
        if (!taken) {
            rumor.nextRepeat = now + window.length() + SPACING;
        } else if (rumor.spread > FACTORS.length - 1) {
            rumors.remove(rumor.key, rumor);
        } else {
            rumor.spread++;
            schedule(rumor);
        }
    }
}
