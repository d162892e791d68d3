package dev.grapevine.core.rumor;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import java.util.List;

/** Makes rumors of changes of the view, and decides which are pushed and which only ride. */
public final class RumorPolicy implements ViewListener {

    /** More news than this from one sync is not pushed: others have most of it, and can sync too. */
    private static final int PUSHED_FROM_SYNC = 32;

    private final Rumors rumors;
    private final MemberEntry self;
    private final Damping damping;

    /** Whose news is not pushed. */
    @FunctionalInterface
    public interface Damping {
        boolean unstable(String name, long now);
    }

    public RumorPolicy(Rumors rumors, MemberEntry self, Damping damping) {
        this.rumors = rumors;
        this.self = self;
        this.damping = damping;
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        if (entry == self || !source.is(ChangeSource.Kind.TABLE)) {
            rumors.record(entry, source.name(), critical(entry, source, now), now);
        }
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {
        rumors.record(subject, source.name(), critical(subject, source, now), now);
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
