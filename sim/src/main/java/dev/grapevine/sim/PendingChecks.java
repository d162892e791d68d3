package dev.grapevine.sim;

import dev.grapevine.sim.figures.Recorder;
import java.util.Optional;

/** The checks of a scenario that are under way: each is tried again and again, until it is passed or its time is up. */
final class PendingChecks {

    private static final long INTERVAL = 100_000_000L;

    private final Invariants invariants;
    private final Recorder recorder;
    private int open;

    PendingChecks(Invariants invariants, Recorder recorder) {
        this.invariants = invariants;
        this.recorder = recorder;
    }

    /** Whether none is under way. */
    boolean done() {
        return open == 0;
    }

    void begin(Stage stage, long within) {
        open++;
        attempt(stage, stage.world().now(), within);
    }

    private void attempt(Stage stage, long since, long within) {
        long elapsed = stage.world().now() - since;
        Optional<AgreementCheck.Complaint> complaint = AgreementCheck.complaint(stage);
        AgreementCheck.JUDGED.forEach(invariants::judge);
        if (complaint.isEmpty()) {
            open--;
            recorder.passed(since);
        } else if (elapsed >= within) {
            AgreementCheck.Complaint last = complaint.get();
            throw invariants.violation(
                    last.invariant(), last.text() + ", " + DurationFormat.format(elapsed) + " after the check began");
        } else {
            // a look costs the square of the members
            long pause = INTERVAL * (1 + stage.members().size() / 100);
            stage.later(Math.min(pause, within - elapsed), () -> attempt(stage, since, within));
        }
    }
}
