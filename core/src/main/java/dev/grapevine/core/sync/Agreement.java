package dev.grapevine.core.sync;

import dev.grapevine.core.ping.PingListener;
import dev.grapevine.core.quality.Histogram;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Distribution;
import java.util.HashSet;
import java.util.Set;

/**
 * How far other members hold the same view as this one, and how long it takes until they do (PROTOCOL.md, section 4, "Agreement").
 *
 * <p>Nothing is asked for it: the view hashes come with probes and acks. Only hashes seen since this view last changed count.
 *
 * <p>The time runs from a change of this view. A hash that differs shows that agreement was not reached yet. Once {@value #ENOUGH} members in a row agreed
 * (or all, if there are fewer), it was reached at the latest when the first of them was seen.
 */
public final class Agreement implements PingListener {

    static final int ENOUGH = 8;

    private final View view;
    private final Histogram times = new Histogram();

    /** The view hash to which all of the following belongs. */
    private long ownHash;

    /** Members by the last hash seen of each. */
    private final Set<String> agreeing = new HashSet<>();

    private final Set<String> differing = new HashSet<>();

    /** Members that agreed since the last hash that differed. */
    private final Set<String> inARow = new HashSet<>();

    private long rowBeganAt;
    private boolean measuring;
    private long changedAt;

    public Agreement(View view) {
        this.view = view;
        this.ownHash = view.hash();
    }

    /** Notices that the view changed; called at the end of each input. */
    public void observe(long now) {
        if (view.hash() == ownHash) {
            return;
        }
        ownHash = view.hash();
        agreeing.clear();
        differing.clear();
        inARow.clear();
        if (!measuring) {
            changedAt = now;
        }
        measuring = view.live() > 1;
    }

    @Override
    public void viewHashSeen(MemberEntry from, long viewHash, long now) {
        observe(now);
        boolean same = viewHash == ownHash;
        (same ? differing : agreeing).remove(from.name());
        (same ? agreeing : differing).add(from.name());
        if (measuring) {
            measure(from, same, now);
        }
    }

    private void measure(MemberEntry from, boolean same, long now) {
        if (!same) {
            inARow.clear();
            return;
        }
        if (inARow.isEmpty()) {
            rowBeganAt = now;
        }
        inARow.add(from.name());
        if (inARow.size() >= Math.min(ENOUGH, view.live() - 1)) {
            times.record(rowBeganAt - changedAt);
            inARow.clear();
            measuring = false;
        }
    }

    /** The hash of this view now. */
    long viewHash() {
        return view.hash();
    }

    /** Whether enough members hold this view as it is now, and none is known to hold another. */
    boolean reached() {
        return view.hash() == ownHash && differing.isEmpty() && agreeing.size() >= Math.min(ENOUGH, view.live() - 1);
    }

    /** Members last seen with this view's hash, this one included. */
    public int agreeing() {
        return 1 + (view.hash() == ownHash ? agreeing.size() : 0);
    }

    /** Members whose hash was seen since this view last changed, this one included. */
    public int compared() {
        return 1 + (view.hash() == ownHash ? agreeing.size() + differing.size() : 0);
    }

    /** From a change, or the first of several before agreement was reached again, until it was reached. */
    public Distribution times() {
        return times.snapshot();
    }
}
