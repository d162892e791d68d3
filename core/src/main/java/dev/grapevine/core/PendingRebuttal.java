package dev.grapevine.core;

import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;

/** Tells a member that accuses this one how this one is: once for a datagram, however often that accuses. */
final class PendingRebuttal implements Membership.Rebuttal {

    private final View view;
    private final LocalMember local;
    private final RecordMessages records;
    private final Outbox outbox;
    private boolean due;

    PendingRebuttal(View view, LocalMember local, RecordMessages records, Outbox outbox) {
        this.view = view;
        this.local = local;
        this.records = records;
        this.outbox = outbox;
    }

    /** Holds the rebuttal until the whole datagram is handled. */
    @Override
    public void send(Address accuser, long now) {
        due = true;
    }

    /** Sends what is due to the sender of the datagram that was handled. */
    void flush(Address accuser, long now) {
        if (due) {
            due = false;
            Message own = records.of(local.entry(), now);
            if (outbox.answerRoom(accuser) < Codec.size(own) && view.at(accuser) != null) {
                outbox.send(accuser, own, now);
            } else {
                outbox.answer(accuser, List.of(own), now);
            }
        }
    }
}
