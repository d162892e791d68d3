package dev.grapevine.core.failure;

import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;

/**
 * What the parts of failure detection do together: where a tether's opening and closing lead, what a stall of this process means, and the order
 * in which they start and stop. From a sign to a verdict there are two ways, {@link RefusalConsensus} and {@link Suspicions}.
 */
public final class FailureDetector implements Tethers.Listener, Prober.Listener {

    private final StallGuard stalls;
    private final Prober prober;
    private final Suspicions suspicions;
    private final RefusalConsensus consensus;
    private final Tethers tethers;
    private final PiggybackSender sender;
    private final DetectionQuality quality = new DetectionQuality();

    public FailureDetector(
            StallGuard stalls,
            Prober prober,
            Suspicions suspicions,
            RefusalConsensus consensus,
            Tethers tethers,
            PiggybackSender sender) {
        this.sender = sender;
        this.stalls = stalls;
        this.prober = prober;
        this.suspicions = suspicions;
        this.consensus = consensus;
        this.tethers = tethers;
    }

    public void start(long now) {
        prober.start(now);
        tethers.start(now);
    }

    /**
     * Takes note of a turn of the timers, before they run. After a stall the probes that were pending are void, and every suspect is given
     * the time that it could not use to refute.
     *
     * <p>PROTOCOL.md, section 2, "Local health".
     *
     * @param due when the turn should have come
     * @return how long this process stalled, in nanoseconds; 0 if it did not
     */
    public long turn(long due, long now, long wallMillis) {
        long stallNanos = stalls.turn(due, now, wallMillis);
        if (stallNanos > 0) {
            prober.stalled(now);
            suspicions.extend(stallNanos);
        }
        return stallNanos;
    }

    /** Only a member that has answered here can be accused by a refusal, so it is probed while all is well. */
    @Override
    public void meet(MemberEntry other, long now) {
        if (other.answeredAddress() == null) {
            prober.probe(other, now);
        }
    }

    @Override
    public void prove(MemberEntry other, long nonce, long now) {
        Address address = other.address();
        if (address != null) {
            sender.send(other, address, new Message.TetherCheck(nonce), now);
        }
    }

    @Override
    public void closed(MemberEntry subject, long now) {
        check(subject, now);
    }

    @Override
    public void refused(MemberEntry target, long now) {
        check(target, now);
    }

    /** A tether that is still open says more than one that closed, or a probe that was refused. */
    private void check(MemberEntry subject, long now) {
        if (!tethers.holds(subject)) {
            consensus.open(subject, now);
        }
    }

    public void stop() {
        prober.stop();
        suspicions.stop();
        consensus.stop();
        tethers.stop();
    }

    // ---- figures

    public StallGuard stalls() {
        return stalls;
    }

    public Prober prober() {
        return prober;
    }

    /** Measures the verdicts. To be told of changes. */
    public DetectionQuality quality() {
        return quality;
    }

    public Suspicions suspicions() {
        return suspicions;
    }
}
