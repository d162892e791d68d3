package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import java.util.HashMap;
import java.util.Map;

/**
 * Patience with members that come and go: each return from SUSPECT or DEAD adds one to a penalty that decays by half-life, as in route
 * flap damping (RFC 2439). The window of a penalised member grows, at most to double; from a limit on it counts as unstable, its news is not pushed
 * and clients are told to prefer others.
 */
public final class FlapDamping implements ViewListener {

    /** A penalty from which on a member refuted not long ago: one return, half decayed. */
    static final double LATELY = 0.5;

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

    /** Whether it came and went so often lately that others should be preferred. */
    public boolean unstable(String name, long now) {
        return limit > 0 && penalty(name, now) >= limit;
    }

    /** A window as it is for that member: up to twice as long. */
    long stretch(long window, String name, long now) {
        return limit == 0 ? window : (long) (window * (1 + Math.min(1, penalty(name, now) / limit)));
    }
}
