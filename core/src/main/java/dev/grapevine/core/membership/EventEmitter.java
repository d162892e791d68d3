package dev.grapevine.core.membership;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.RareNotice;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import org.jspecify.annotations.Nullable;

/** Turns changes of the view into the events that the program around the peer sees (PROTOCOL.md, section 7). */
public final class EventEmitter implements ViewListener {

    private final Port port;
    private final RareNotice refused;

    public EventEmitter(Port port) {
        this.port = port;
        this.refused = new RareNotice(port);
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberRecord before = change.before();
        MemberEntry entry = change.entry();
        port.viewChanged(entry.name());
        if (before != null && before.sameGeneration(entry.record())) {
            sameGeneration(entry, before, now);
        } else {
            newGeneration(entry, before);
        }
    }

    private void sameGeneration(MemberEntry entry, MemberRecord before, long now) {
        MemberRecord after = entry.record();
        if (entry.wasForgotten(before)) {
            newGeneration(entry, null);
            return;
        }
        if (after.status() == before.status()) {
            if (after.status().live() && !after.addresses().equals(before.addresses())) {
                port.emit(new PeerEvent.Updated(after));
            }
            return;
        }
        switch (after.status()) {
            case ALIVE -> {
                boolean wasDead = !before.status().live();
                port.emit(new PeerEvent.Recovered(after, wasDead));
            }
            case SUSPECT -> port.emit(new PeerEvent.Suspected(after, entry.evidence(), entry.accusers()));
            case DEAD ->
                port.emit(
                        new PeerEvent.Failed(after, entry.evidence(), entry.accusers(), entry.firstSignAgeNanos(now)));
            case LEFT -> port.emit(new PeerEvent.Left(after));
        }
    }

    private void newGeneration(MemberEntry entry, @Nullable MemberRecord before) {
        MemberRecord after = entry.record();
        if (before != null && before.status().live()) {
            port.emit(new PeerEvent.Failed(before.withStatus(Status.DEAD), Evidence.GONE, entry.accusers(), 0));
        }
        if (after.status().live()) {
            port.emit(new PeerEvent.Joined(after));
            if (after.status() == Status.SUSPECT) {
                port.emit(new PeerEvent.Suspected(after, entry.evidence(), entry.accusers()));
            }
        }
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        port.viewChanged(entry.name());
        if (!entry.forgotten()) {
            port.emit(new PeerEvent.Forgotten(entry.record()));
        }
    }

    @Override
    public void refused(MemberRecord record, ChangeSource source, long now) {
        refused.report(
                source.from(),
                times -> "the limit on live members is reached: refused " + times
                        + " records since the last such notice, now of " + record.name()
                        + "; raise protocol.limit.members, or find out who announces so many",
                now);
    }

    @Override
    public void hidden(MemberEntry entry, boolean shown, ChangeSource source, long now) {
        port.viewChanged(entry.name());
        if (shown) {
            port.emit(new PeerEvent.Forgotten(entry.record()));
        }
    }
}
