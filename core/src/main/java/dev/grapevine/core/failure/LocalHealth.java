package dev.grapevine.core.failure;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;

/**
 * How well this process itself is doing, from 0 (well) to a limit: Lifeguard's local health. A member that stalls, misses the answers of helpers
 * or has to refute is likely slow itself, and gives others more time: at the limit its timeouts are three times as long. It never forbids a verdict.
 *
 * <p>Source: A. Dadgar, J. Phillips, J. Currey, "Lifeguard: Local Health Awareness for More Accurate Failure Detection", 2018.
 */
public final class LocalHealth implements ViewListener {

    private static final double MAX_STRETCH = 3;

    private final int limit;
    private final MemberEntry self;
    private int score;

    /**
     * @param limit of the score
     * @param self the member whose health it is
     */
    public LocalHealth(int limit, MemberEntry self) {
        this.limit = limit;
        this.self = self;
    }

    /** Having to refute suggests that this process is slow to answer. */
    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
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

    /** Something went wrong here (or, negative, right). */
    public void note(int delta) {
        score = Math.max(0, Math.min(limit, score + delta));
    }

    public int score() {
        return score;
    }

    /** A timeout as this member should use it now. */
    public long stretch(long nanos) {
        return limit == 0 ? nanos : (long) (nanos * (1 + (MAX_STRETCH - 1) * score / limit));
    }
}
