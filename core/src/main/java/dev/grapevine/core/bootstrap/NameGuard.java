package dev.grapevine.core.bootstrap;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.model.Address;
import java.util.List;

/**
 * Decides what another life of the own name is, when one is met: a former one of this very process, or another process. A former life is
 * overruled by a generation above it, so a clock that stepped back exiles nobody. Another process shows itself by answering: then a joiner, which has told nobody of
 * itself yet, waits for it to go and gives up after a while; of two running ones the lower generation yields.
 */
public final class NameGuard implements Membership.NameSake {

    /** What the guard decides. */
    public interface Decision {
        /** The name is ours: say so. */
        void free(long now);

        /** It is not clear yet. */
        void unclear();

        /** Another process has it: fall silent. */
        void taken(long now);
    }

    private final Settings settings;
    private final LocalMember self;
    private final Membership membership;
    private final Pings pings;
    private final Timers timers;
    private final Port port;
    private final Decision decision;
    private boolean announced;
    private boolean asking;
    private long unclearSince;
    private boolean unclear;

    public NameGuard(
            Settings settings,
            LocalMember self,
            Membership membership,
            Pings pings,
            Timers timers,
            Port port,
            Decision decision) {
        this.settings = settings;
        this.self = self;
        this.membership = membership;
        this.pings = pings;
        this.timers = timers;
        this.port = port;
        this.decision = decision;
    }

    /** Whether a check is running. */
    public boolean asking() {
        return asking;
    }

    /** From now on this is a running member, not a joiner. */
    public void announced() {
        announced = true;
    }

    @Override
    public void met(long generation, List<Address> addresses, long now) {
        boolean former =
                addresses.isEmpty() || addresses.stream().anyMatch(self.record().addresses()::contains);
        if (former) {
            overrule(generation, now);
        } else if (!asking) {
            asking = true;
            decision.unclear();
            ask(generation, addresses, now);
        }
    }

    private void overrule(long generation, long now) {
        if (Long.compareUnsigned(generation, self.record().generation()) >= 0) {
            membership.rebear(generation, now);
        } else if (announced) {
            decision.free(now);
        }
    }

    private void ask(long generation, List<Address> addresses, long now) {
        boolean[] answered = new boolean[1];
        Address[] where = new Address[] {addresses.get(0)};
        Question question = pings.open(self.name(), generation, (asked, from, roundTripNanos, then) -> {
            answered[0] = true;
            where[0] = from;
        });
        long wait = settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX);
        addresses.forEach(address -> pings.send(question, null, address, now));
        timers.at(now + wait / 2, then -> addresses.forEach(address -> pings.send(question, null, address, then)));
        timers.at(now + wait, then -> {
            pings.close(question);
            if (answered[0]) {
                another(generation, addresses, where[0], then);
            } else {
                asking = false;
                unclear = false;
                overrule(generation, then);
                decision.free(then);
            }
        });
    }

    private void another(long generation, List<Address> addresses, Address where, long now) {
        if (announced) {
            asking = false;
            boolean yield = Long.compareUnsigned(self.record().generation(), generation) < 0;
            port.emit(new Event.NameConflict(self.name(), where, yield));
            if (yield) {
                decision.taken(now);
            } else {
                decision.free(now);
            }
            return;
        }
        if (!unclear) {
            unclear = true;
            unclearSince = now;
            port.emit(new Event.NameConflict(self.name(), where, false));
        }
        if (now - unclearSince >= settings.get(ProtocolSetting.CONFLICT_PATIENCE)) {
            port.emit(new Event.NameConflict(self.name(), where, true));
            decision.taken(now);
        } else {
            timers.at(now + settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX), then -> ask(generation, addresses, then));
        }
    }
}
