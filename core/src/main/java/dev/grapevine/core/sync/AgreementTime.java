package dev.grapevine.core.sync;

import dev.grapevine.core.ping.ViewHashListener;
import dev.grapevine.core.quality.Distribution;
import dev.grapevine.core.quality.Histogram;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import java.util.HashSet;
import java.util.Set;

/**
 * Measures how long it takes from a change of this view until others hold the same. Nothing is asked for it: it goes by the view hashes that come
 * with probes and acks. Any hash that differs means that agreement was not reached yet; once so many members in a row were seen to
 * agree that it may be believed, it was reached at the latest when the first of them was seen.
 */
public final class AgreementTime implements ViewHashListener {

    /** Members that must be seen to agree, where there are so many. */
    static final int ENOUGH = 8;

    private final View view;
    private final Histogram times = new Histogram();
    private final Set<String> agreeing = new HashSet<>();
    private long forHash;
    private boolean open;
    private long changedAt;
    private long agreedAt;

    public AgreementTime(View view) {
        this.view = view;
        this.forHash = view.hash();
    }

    /** To be called after each input: notices when the view changed. */
    public void observe(long now) {
        if (view.hash() == forHash) {
            return;
        }
        forHash = view.hash();
        agreeing.clear();
        if (!open) {
            open = true;
            changedAt = now;
        }
        open = view.live() > 1;
    }

    @Override
    public void seen(MemberEntry from, long viewHash, long now) {
        observe(now);
        if (!open) {
            return;
        }
        if (viewHash != forHash) {
            agreeing.clear();
            return;
        }
        if (agreeing.isEmpty()) {
            agreedAt = now;
        }
        agreeing.add(from.name());
        if (agreeing.size() >= Math.min(ENOUGH, view.live() - 1)) {
            times.record(agreedAt - changedAt);
            agreeing.clear();
            open = false;
        }
    }

    /** From each change, or the first of several before agreement was reached again, until it was. */
    public Distribution times() {
        return times.snapshot();
    }
}
