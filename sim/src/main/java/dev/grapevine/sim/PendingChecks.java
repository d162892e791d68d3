package dev.grapevine.sim;

import dev.grapevine.sim.invariant.AgreementCheck;
import dev.grapevine.sim.invariant.Invariants;
import dev.grapevine.sim.measure.Recorder;
import dev.grapevine.sim.member.Members;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.world.World;
import java.util.Optional;

/** The {@code check} operations under way: each is tried again and again until it passes or its time is up. */
final class PendingChecks {

    private static final long INTERVAL_NANOS = 100_000_000L;

    private final World world;
    private final Members members;
    private final AgreementCheck agreement;
    private final Invariants invariants;
    private final Recorder recorder;
    private int pending;

    PendingChecks(World world, Members members, Invariants invariants, Recorder recorder) {
        this.world = world;
        this.members = members;
        this.agreement = new AgreementCheck(members);
        this.invariants = invariants;
        this.recorder = recorder;
    }

    boolean done() {
        return pending == 0;
    }

    void begin(long within) {
        pending++;
        attempt(world.now(), within);
    }

    private void attempt(long since, long within) {
        long elapsed = world.now() - since;
        Optional<AgreementCheck.Disagreement> disagreement = agreement.find();
        AgreementCheck.CHECKED.forEach(invariants::count);
        if (disagreement.isEmpty()) {
            pending--;
            recorder.passed(since);
        } else if (elapsed >= within) {
            AgreementCheck.Disagreement last = disagreement.get();
            throw invariants.violation(
                    last.invariant(), last.text() + ", " + DurationFormat.format(elapsed) + " after the check began");
        } else {
            // an attempt costs the square of the members, so large clusters are looked at less often
            long pause = INTERVAL_NANOS * (1 + members.all().size() / 100);
            world.at(world.now() + Math.min(pause, within - elapsed), () -> attempt(since, within));
        }
    }
}
