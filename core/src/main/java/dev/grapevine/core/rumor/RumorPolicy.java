package dev.grapevine.core.rumor;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import java.util.List;

/**
 * Decides which changes of the view become rumors, and which of those are critical: pushed at once, instead of only riding
 * on probes and acks.
 */
public final class RumorPolicy implements ViewListener {

    /** While this many rumors are pending, news from a sync is not pushed: others have most of it, and can sync too. */
    private static final int PUSHED_FROM_SYNC = 32;

    private final Rumors rumors;
    private final LocalMember local;
    private final MemberEntry self;
    private final Damping damping;

    /** Knows the members whose news is not pushed, since they come and go all the time. */
    @FunctionalInterface
    public interface Damping {
        boolean unstable(String name, long now);
    }

    public RumorPolicy(Rumors rumors, LocalMember local, Damping damping) {
        this.rumors = rumors;
        this.local = local;
        this.self = local.entry();
        this.damping = damping;
    }

    /** Everything is news but the table that a joiner reads: the members that it joins know that already. */
    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        boolean own = change.entry() == self;
        if (own ? !local.quiet() : !source.is(ChangeSource.Kind.TABLE)) {
            spread(change.entry(), source, now);
        }
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {
        spread(subject, source, now);
    }

    @Override
    public void hidden(MemberEntry entry, boolean shown, ChangeSource source, long now) {
        if (!source.is(ChangeSource.Kind.TABLE)) {
            spread(entry, source, now);
        }
    }

    private void spread(MemberEntry entry, ChangeSource source, long now) {
        rumors.spreadRecord(entry, source.name(), critical(entry, source, now), now);
    }

    private boolean critical(MemberEntry entry, ChangeSource source, long now) {
        if (entry == self) {
            return true;
        }
        if (damping.unstable(entry.name(), now)) {
            return false;
        }
        return !source.is(ChangeSource.Kind.SYNC) || rumors.pending() < PUSHED_FROM_SYNC;
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        rumors.drop(entry.name());
    }
}
