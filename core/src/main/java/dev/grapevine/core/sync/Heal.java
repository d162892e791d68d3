package dev.grapevine.core.sync;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two sides of a partition meet: each holds the other's members dead. Merged at once, half of the cluster would be killed in everybody's view, only
 * to refute a moment later. So verdicts on which the two sides differ are put off for a while (a merge may be put off, never altered): the
 * accused are told first, raise their incarnation, and by then there is nothing left to kill.
 */
final class Heal implements ViewListener {

    private static final int FLOOR = 3;
    private static final long TELL_AFTER = 1_000_000_000L;

    private final Settings settings;
    private final View view;
    private final Outbox outbox;
    private final Timers timers;
    private final Port port;
    private final Map<String, Long> putOffUntil = new HashMap<>();
    private long mergedAt;
    private boolean merged;
    private long returnedAt;
    private boolean returned;
    private int gained;

    Heal(Settings settings, View view, Outbox outbox, Timers timers, Port port) {
        this.settings = settings;
        this.view = view;
        this.outbox = outbox;
        this.timers = timers;
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
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberRecord before = change.before();
        boolean back = before != null
                && before.sameGeneration(change.after())
                && before.status() == Status.DEAD
                && change.entry().live();
        if (back) {
            gained = lately(now) ? gained + 1 : 1;
            returned = true;
            returnedAt = now;
            timers.at(now + TELL_AFTER, then -> tell(now, then));
        }
    }

    private boolean lately(long now) {
        return returned && now - returnedAt < settings.get(ProtocolSetting.HEAL_HOLD);
    }

    /** Where several came back and no more follow, that was the other side; one alone was a mistake. */
    private void tell(long lastReturn, long now) {
        if (lastReturn == returnedAt && gained > 1) {
            merged(gained, now);
        }
    }

    private void merged(int members, long now) {
        if (!merged || now - mergedAt > settings.get(ProtocolSetting.HEAL_HOLD)) {
            merged = true;
            mergedAt = now;
            port.emit(new Event.Merged(members));
        }
    }

    /**
     * Whether so many disputed verdicts mean that two sides meet: many do that are older than news on its way (after many
     * deaths at once two members differ in fresh ones), and any does when somebody has just come back from the
     * dead, or when one of the two partners is dead to the other.
     *
     * @param partnerDisputed whether one of the two partners holds the other dead
     */
    boolean isHeal(List<Disputed> disputes, boolean partnerDisputed, long now) {
        if (!disputes.isEmpty() && (lately(now) || partnerDisputed)) {
            return true;
        }
        long old = disputes.stream()
                .filter(disputed ->
                        disputed.verdict().ageMillis() * 1_000_000 >= settings.get(ProtocolSetting.HEAL_HOLD))
                .count();
        return old > Math.max(FLOOR, view.count(Status.ALIVE) * settings.count(ProtocolSetting.HEAL_SHARE) / 100.0);
    }

    /** Tells the accused, and puts their verdicts off. */
    void begin(List<Disputed> disputes, long now) {
        disputes.forEach(disputed -> hold(disputed.verdict(), disputed.addresses(), now));
        merged((int) disputes.stream().filter(Disputed::mine).count(), now);
    }

    private void hold(Message.Verdict verdict, List<Address> accused, long now) {
        putOffUntil.values().removeIf(until -> now - until > settings.get(ProtocolSetting.HEAL_HOLD));
        putOffUntil.putIfAbsent(key(verdict), now + settings.get(ProtocolSetting.HEAL_HOLD));
        accused.forEach(address -> outbox.send(address, verdict));
    }

    /** Whether a verdict is to wait that a member brings which is dead here: it was come to on the other side, perhaps after the two compared what they hold. */
    boolean waits(Message.Verdict verdict, long now) {
        MemberEntry subject = view.get(verdict.name());
        if (verdict.status() != Status.DEAD
                || subject == null
                || !subject.live()
                || subject.record().generation() != verdict.generation()) {
            return false;
        }
        if (!putOffUntil.containsKey(key(verdict))) {
            hold(verdict, subject.record().addresses(), now);
        }
        return putOff(verdict, now);
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
