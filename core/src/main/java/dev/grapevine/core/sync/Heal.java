package dev.grapevine.core.sync;

import dev.grapevine.core.config.Knob;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.membership.Follower;
import dev.grapevine.core.membership.Origin;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.Address;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Status;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two sides of a partition meet: each holds the other's members dead. Merged at once, half of the cluster would be killed in everybody's view, only
 * to refute a moment later. So verdicts on which the two sides differ are put off for a while (a merge may be put off, never altered): the
 * accused are told first, raise their incarnation, and by then there is nothing left to kill.
 */
final class Heal implements Follower {

    private static final int FLOOR = 3;

    private final Settings settings;
    private final View view;
    private final Outbox outbox;
    private final Port port;
    private final Map<String, Long> putOffUntil = new HashMap<>();
    private long mergedAt;
    private boolean merged;
    private long returnedAt;
    private boolean returned;

    Heal(Settings settings, View view, Outbox outbox, Port port) {
        this.settings = settings;
        this.view = view;
        this.outbox = outbox;
        this.port = port;
    }

    /**
     * A member that one side holds live and the other dead.
     *
     * @param addresses of the accused, as far as they are known here
     * @param mine whether it is this side that holds it dead: then the other side is gained by what it refutes
     */
    record Disputed(Message.Verdict verdict, List<Address> addresses, boolean mine) {}

    @Override
    public void changed(View.Change change, Origin origin, long now) {
        MemberRecord before = change.before();
        boolean back = before != null
                && before.sameLife(change.after())
                && before.status() == Status.DEAD
                && change.entry().live();
        if (back) {
            returned = true;
            returnedAt = now;
        }
    }

    /**
     * Whether so many disputed verdicts mean that two sides meet: many do, and any does when somebody has just come back from the
     * dead, or when one of the two partners is dead to the other.
     *
     * @param partnerDisputed whether one of the two partners holds the other dead
     */
    boolean isHeal(int disputed, boolean partnerDisputed, long now) {
        boolean lately = returned && now - returnedAt < settings.get(Knob.HEAL_HOLD);
        if (disputed > 0 && (lately || partnerDisputed)) {
            return true;
        }
        return disputed > Math.max(FLOOR, view.count(Status.ALIVE) * settings.count(Knob.HEAL_SHARE) / 100.0);
    }

    /** Tells the accused, and puts their verdicts off. */
    void begin(List<Disputed> disputes, long now) {
        putOffUntil.values().removeIf(until -> now - until > settings.get(Knob.HEAL_HOLD));
        for (Disputed disputed : disputes) {
            putOffUntil.putIfAbsent(key(disputed.verdict()), now + settings.get(Knob.HEAL_HOLD));
            disputed.addresses().forEach(address -> outbox.send(address, disputed.verdict()));
        }
        if (!merged || now - mergedAt > settings.get(Knob.HEAL_HOLD)) {
            merged = true;
            mergedAt = now;
            port.emit(new Event.Merged(
                    (int) disputes.stream().filter(Disputed::mine).count()));
        }
    }

    /** Whether this verdict is to wait. */
    boolean putOff(Message.Verdict verdict, long now) {
        Long until = putOffUntil.get(key(verdict));
        return until != null && now - until < 0;
    }

    private static String key(Message.Verdict verdict) {
        return verdict.name() + "/" + verdict.generation() + "/" + verdict.incarnation();
    }
}
