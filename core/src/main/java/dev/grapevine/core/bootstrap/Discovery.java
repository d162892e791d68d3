package dev.grapevine.core.bootstrap;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.random.RandomGenerator;

/**
 * Finds members on the local segment by broadcast: often while alone, else about once in ten intervals for the whole cluster. A few of those that
 * hear it answer; the answer is joined.
 */
final class Discovery {

    /** Someone answered. */
    @FunctionalInterface
    interface Found {
        void at(Address address, long now);
    }

    private static final int ANSWERS = 4;
    private static final double WHEN_NOT_ALONE = 0.1;
    private static final long ANSWER_WITHIN = 20_000_000;

    private final Settings settings;
    private final View view;
    private final LocalMember self;
    private final Outbox outbox;
    private final Timers timers;
    private final RandomGenerator random;
    private final Found found;
    private boolean running;

    Discovery(
            Settings settings,
            View view,
            LocalMember self,
            Outbox outbox,
            Timers timers,
            RandomGenerator random,
            Found found) {
        this.settings = settings;
        this.view = view;
        this.self = self;
        this.outbox = outbox;
        this.timers = timers;
        this.random = random;
        this.found = found;
    }

    void start(long now) {
        running = true;
        call(now);
    }

    private void call(long now) {
        if (!running) {
            return;
        }
        boolean alone = view.live() == 1;
        if (alone || random.nextDouble() < WHEN_NOT_ALONE / view.live()) {
            outbox.broadcast(new Message.Discover(self.record(), false));
        }
        timers.at(now + settings.get(ProtocolSetting.DISCOVER_INTERVAL), this::call);
    }

    void heard(Message.Discover discover, long now) {
        if (self.is(discover.self().name())
                && discover.self().generation() == self.record().generation()) {
            return;
        }
        MemberEntry known = view.get(discover.self().name());
        boolean stranger =
                known == null || known.record().generation() != discover.self().generation() || !known.live();
        if (!stranger || discover.self().addresses().isEmpty() || !running) {
            return;
        }
        Address from = discover.self().addresses().get(0);
        if (discover.reply()) {
            found.at(from, now);
        } else if (random.nextDouble() * view.live() < ANSWERS) {
            timers.at(
                    now + (long) (random.nextDouble() * ANSWER_WITHIN),
                    then -> outbox.send(from, new Message.Discover(self.record(), true)));
        }
    }

    void stop() {
        running = false;
    }
}
