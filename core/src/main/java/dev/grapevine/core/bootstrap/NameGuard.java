package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what another generation of the local member's name is: an earlier run of this process, or another process
 * (PROTOCOL.md, section 1, "Identity").
 *
 * <p>An earlier run is overruled by a generation above it, so a clock that stepped back exiles nobody. It is recognised
 * by an address that is this process's own, or by having none. Anything else is asked by ping: another process shows
 * itself by answering. Then a joiner, which has announced nothing for that name yet, keeps asking and gives up after a
 * while; of two running members the one with the lower generation ends.
 */
public final class NameGuard implements ViewListener {

    /** What follows from the guard's findings. */
    public interface Decision {
        /** The name belongs to this process: announce it. */
        void free(long now);

        /** It is not clear yet. */
        void unclear();

        /** The name belongs to another process: fall silent. */
        void taken();
    }

    private enum Phase {
        /** No other process is known to use the name. */
        CLEAR,
        /** Another generation was met and asked; no answer so far. */
        ASKING,
        /** Another process has answered, and this joiner waits for it to go. */
        CONTESTED
    }

    /** What a timer of an inquiry is for. */
    private enum Step {
        REPEAT,
        CONCLUDE,
        ASK_AGAIN
    }

    private record Due(Step step, Inquiry inquiry) {}

    private final Settings settings;
    private final LocalMember local;
    private final Membership membership;
    private final Pings pings;
    private final Timers timers;
    private final Port port;
    private final Decision decision;
    private Phase phase = Phase.CLEAR;
    private boolean announced;
    private long contestedSince;

    public NameGuard(
            Settings settings, Membership membership, Pings pings, Timers timers, Port port, Decision decision) {
        this.settings = settings;
        this.local = membership.local();
        this.membership = membership;
        this.pings = pings;
        this.timers = timers;
        this.port = port;
        this.decision = decision;
    }

    /** Whether it is still to be found out to whom the name belongs. */
    public boolean asking() {
        return phase != Phase.CLEAR;
    }

    /** From now on the local member is a running one, no longer a joiner. */
    public void announced() {
        announced = true;
    }

    @Override
    public void otherGenerationMet(long generation, List<Address> addresses, long now) {
        boolean earlierRun = addresses.isEmpty()
                || addresses.stream().anyMatch(local.record().addresses()::contains);
        if (earlierRun) {
            overrule(generation, now);
        } else if (phase == Phase.CLEAR) {
            phase = Phase.ASKING;
            decision.unclear();
            ask(generation, addresses, now);
        }
    }

    private void overrule(long generation, long now) {
        if (Long.compareUnsigned(generation, local.record().generation()) >= 0) {
            membership.raiseGeneration(generation, now);
        } else if (announced) {
            decision.free(now);
        }
    }

    // ---- asking

    /** Asks for another generation at its addresses, twice. */
    private void ask(long generation, List<Address> addresses, long now) {
        long waitNanos = settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX);
        Inquiry inquiry = new Inquiry(generation, addresses);
        inquiry.send(now);
        timers.at(now + waitNanos / 2, this::onTimer, new Due(Step.REPEAT, inquiry));
        timers.at(now + waitNanos, this::onTimer, new Due(Step.CONCLUDE, inquiry));
    }

    /** One question to another generation, and whether it was answered: any answer shows that its process runs. */
    private final class Inquiry implements Question.Outcome {
        private final long generation;
        private final List<Address> addresses;
        private final Question question;
        private @Nullable Address answeredFrom;

        Inquiry(long generation, List<Address> addresses) {
            this.generation = generation;
            this.addresses = addresses;
            this.question = pings.open(local.name(), generation, this);
        }

        void send(long now) {
            addresses.forEach(address -> pings.send(question, null, address, now));
        }

        @Override
        public void answered(Question asked, Address from, long roundTripNanos, long now) {
            answeredFrom = from;
        }
    }

    private void onTimer(Due due, long now) {
        switch (due.step) {
            case REPEAT -> due.inquiry.send(now);
            case CONCLUDE -> conclude(due.inquiry, now);
            case ASK_AGAIN -> ask(due.inquiry.generation, due.inquiry.addresses, now);
        }
    }

    private void conclude(Inquiry inquiry, long now) {
        pings.close(inquiry.question);
        Address other = inquiry.answeredFrom;
        if (other == null) {
            phase = Phase.CLEAR;
            overrule(inquiry.generation, now);
            decision.free(now);
        } else if (announced) {
            conflictOfRunning(inquiry.generation, other, now);
        } else {
            conflictOfJoiner(inquiry, other, now);
        }
    }

    // ---- another process answered

    /** Of two running members the one with the lower generation ends. */
    private void conflictOfRunning(long generation, Address other, long now) {
        phase = Phase.CLEAR;
        boolean yields = Long.compareUnsigned(local.record().generation(), generation) < 0;
        port.emit(new PeerEvent.NameConflict(local.name(), other, yields));
        if (yields) {
            decision.taken();
        } else {
            decision.free(now);
        }
    }

    /** A joiner waits for the other to go, and gives up once it has answered for too long. */
    private void conflictOfJoiner(Inquiry inquiry, Address other, long now) {
        if (phase != Phase.CONTESTED) {
            phase = Phase.CONTESTED;
            contestedSince = now;
            port.emit(new PeerEvent.NameConflict(local.name(), other, false));
        }
        if (now - contestedSince >= settings.get(ProtocolSetting.CONFLICT_PATIENCE)) {
            port.emit(new PeerEvent.NameConflict(local.name(), other, true));
            decision.taken();
        } else {
            long pauseNanos = settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX);
            timers.at(now + pauseNanos, this::onTimer, new Due(Step.ASK_AGAIN, inquiry));
        }
    }
}
