package dev.grapevine.core.rumor;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Timers;
import java.util.random.RandomGenerator;

/**
 * News on a timer instead of a push, as SWIM's implementations spread it: once in a while whatever is news is sent to a few random members, until it was sent
 * lambda log n times. Off unless {@link ProtocolSetting#GOSSIP_TICK} says otherwise; it is there to compare with.
 *
 * <p>Source: A. Das, I. Gupta, A. Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership Protocol", 2002, section 4.1.
 */
final class GossipTicks {

    private final long length;
    private final int factor;
    private final Timers timers;
    private final RandomGenerator random;
    private boolean armed;
    private boolean started;

    /** What is to be done at a tick; says whether there is news left. */
    interface Tick {
        boolean spread(long now);
    }

    GossipTicks(Settings settings, Timers timers, RandomGenerator random) {
        this.length = settings.get(ProtocolSetting.GOSSIP_TICK);
        this.factor = settings.count(ProtocolSetting.GOSSIP_FACTOR);
        this.timers = timers;
        this.random = random;
    }

    boolean on() {
        return length > 0;
    }

    /** There is news: from here on it ticks as long as there is any. The first tick comes at a random point, so that members do not tick in step. */
    void arm(Tick tick, long now) {
        if (!armed) {
            armed = true;
            long wait = started ? length : (long) (length * random.nextDouble());
            started = true;
            timers.at(now + wait, then -> {
                armed = false;
                if (tick.spread(then)) {
                    arm(tick, then);
                }
            });
        }
    }

    /** How often a member sends a piece of news in a cluster of so many. */
    int budget(int members) {
        return factor * (int) Math.ceil(Math.log10(members + 1.0));
    }
}
