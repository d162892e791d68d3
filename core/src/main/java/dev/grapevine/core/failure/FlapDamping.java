package dev.grapevine.core.failure;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.HashMap;
import java.util.Map;

/**
 * Patience with members that come and go. Each return from SUSPECT or DEAD adds one to a penalty that decays by half-life. The windows of a
 * penalised member grow, at most to double. From a limit on the member counts as unstable: its news is not pushed, and clients are told to
 * prefer others.
 *
 * <p>PROTOCOL.md, section 2, "Anti-flapping"; after BGP route flap damping, RFC 2439.
 */
public final class FlapDamping implements ViewListener {

    /** The penalty from which a member is said to have refuted lately: one return, half decayed. */
    private static final double LATELY = 0.5;

    private static final double NEGLIGIBLE = 0.05;

    private record Penalty(double value, long at) {}

    private final double halfLife;
    private final int limit;
    private final Map<String, Penalty> penalties = new HashMap<>();

    public FlapDamping(Settings settings) {
        this.halfLife = settings.get(ProtocolSetting.FLAP_HALF_LIFE);
        this.limit = settings.count(ProtocolSetting.FLAP_LIMIT);
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberRecord before = change.before();
        MemberEntry entry = change.entry();
        boolean returned = before != null
                && before.sameGeneration(entry.record())
                && before.status() != Status.ALIVE
                && entry.status() == Status.ALIVE;
        if (returned) {
            penalties.put(entry.name(), new Penalty(penalty(entry.name(), now) + 1, now));
        }
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        penalties.remove(entry.name());
    }

    double penalty(String name, long now) {
        Penalty penalty = penalties.get(name);
        if (penalty == null) {
            return 0;
        }
        double value = penalty.value() * Math.pow(0.5, (now - penalty.at()) / halfLife);
        if (value < NEGLIGIBLE) {
            penalties.remove(name);
            return 0;
        }
        return value;
    }

    /** Whether a member came back from a suspicion or a verdict not long ago. */
    boolean refutedLately(String name, long now) {
        return penalty(name, now) >= LATELY;
    }

    /** Whether a member came and went so often lately that others should be preferred. */
    public boolean unstable(String name, long now) {
        return limit > 0 && penalty(name, now) >= limit;
    }

    /** A window as that member is given it: up to twice as long. */
    long stretch(long windowNanos, String name, long now) {
        return limit == 0 ? windowNanos : (long) (windowNanos * (1 + Math.min(1, penalty(name, now) / limit)));
    }
}
