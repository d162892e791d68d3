package dev.grapevine.core.failure;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;

/**
 * How well this process itself is doing: a score from 0 (well) to a limit (PROTOCOL.md, section 2, "Local health"). A
 * process that stalls, misses the answers of helpers or has to refute is likely slow, so it gives others more time: at
 * the limit its timeouts are three times as long. Bad health delays a verdict and never forbids it.
 *
 * <p>Source: A. Dadgar, J. Phillips, J. Currey, "Lifeguard: Local Health Awareness for More Accurate Failure
 * Detection", 2018.
 */
final class LocalHealth {

    private static final double MAX_STRETCH = 3;

    private final int limit;
    private final MemberEntry self;
    private int score;

    /**
     * @param limit of the score; 0 switches it off
     * @param self the member whose health it is
     */
    LocalHealth(int limit, MemberEntry self) {
        this.limit = limit;
        this.self = self;
    }

    /** Having to refute suggests that this process is slow to answer. */
    void changed(View.Change change) {
        MemberRecord before = change.before();
        boolean refuted = change.entry() == self
                && before != null
                && before.sameGeneration(change.after())
                && before.addresses().equals(change.after().addresses())
                && change.after().status() == Status.ALIVE;
        if (refuted) {
            note(1);
        }
    }

    /**
     * Adds to the score.
     *
     * @param delta positive for signs of trouble, negative for signs of health
     */
    void note(int delta) {
        score = Math.max(0, Math.min(limit, score + delta));
    }

    int score() {
        return score;
    }

    /** A timeout as this member should use it now. */
    long stretch(long nanos) {
        return limit == 0 ? nanos : (long) (nanos * (1 + (MAX_STRETCH - 1) * score / limit));
    }
}
