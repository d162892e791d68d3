package dev.grapevine.sim.mechanism;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.Rumor;
import dev.grapevine.core.rumor.RumorPackets;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * News on a timer instead of a push, as implementations of SWIM spread it: at each tick all that is news goes to a few
 * random members, until it was sent lambda log n times.
 *
 * <p>Source: A. Das, I. Gupta, A. Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership
 * Protocol", 2002, section 4.1.
 */
final class GossipTicks extends Rumors {

    static final long TICK_NANOS = 200_000_000;

    /** How often news is sent, in decimal logarithms of the number of members. */
    static final int FACTOR = 4;

    /** What a timer is for. */
    private enum Step {
        TICK
    }

    private final int targets;
    private final PeerSelector selector;
    private final Timers timers;
    private final RandomGenerator random;
    private boolean armed;
    private boolean started;

    GossipTicks(Settings settings, RumorPackets packets, PeerSelector selector, Timers timers, RandomGenerator random) {
        super(packets, selector);
        this.targets = settings.count(ProtocolSetting.RANDOM_TARGETS);
        this.selector = selector;
        this.timers = timers;
        this.random = random;
    }

    @Override
    protected void started(Rumor rumor, boolean critical, long now) {
        arm(now);
    }

    /** The first tick comes at a random point, so that members do not tick in step. */
    private void arm(long now) {
        if (!armed) {
            armed = true;
            long wait = started ? TICK_NANOS : (long) (TICK_NANOS * random.nextDouble());
            started = true;
            timers.at(now + wait, this::onTimer, Step.TICK);
        }
    }

    private void onTimer(Step step, long now) {
        switch (step) {
            case TICK -> tick(now);
        }
    }

    private void tick(long now) {
        armed = false;
        Collection<MemberEntry> receivers = selector.random(targets, entry -> true);
        List<Rumor> news = List.copyOf(all());
        if (send(news, receivers, now)) {
            int budget = budget(selector.live());
            news.forEach(rumor -> spend(rumor, receivers.size(), budget));
        }
        if (pending() > 0) {
            arm(now);
        }
    }

    /** How often a member sends a piece of news in a cluster of so many. */
    static int budget(int members) {
        return FACTOR * (int) Math.ceil(Math.log10(members + 1.0));
    }

    @Override
    public void flush(long now) {}

    @Override
    protected boolean concerns(Rumor rumor, MemberEntry receiver) {
        return true;
    }
}
