package dev.grapevine.core;

import dev.grapevine.core.bootstrap.Bootstrap;
import dev.grapevine.core.failure.FailureDetector;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.state.StatePull;
import dev.grapevine.core.sync.Sync;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.MessageCounter;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands each message of a datagram to the one who handles its kind. */
final class Receiver {

    private final View view;
    private final Membership membership;
    private final Pings pings;
    private final FailureDetector detector;
    private final Sync sync;
    private final StatePull states;
    private final Bootstrap bootstrap;
    private final MessageCounter received = new MessageCounter();

    Receiver(
            View view,
            Membership membership,
            Pings pings,
            FailureDetector detector,
            Sync sync,
            StatePull states,
            Bootstrap bootstrap) {
        this.view = view;
        this.membership = membership;
        this.pings = pings;
        this.detector = detector;
        this.sync = sync;
        this.states = states;
        this.bootstrap = bootstrap;
    }

    void receive(List<Message> messages, Address from, long now) {
        if (messages.isEmpty()) {
            return;
        }
        received.add(messages);
        MemberEntry sender = view.at(from);
        ChangeSource origin = new ChangeSource(ChangeSource.Kind.RUMOR, from, sender == null ? null : sender.name());
        for (Message message : messages) {
            if (!probing(message, messages, from, now) && !waits(message, sender, now) && !fact(message, origin, now)) {
                syncing(message, messages, from, now);
            }
        }
    }

    private boolean probing(Message message, List<Message> whole, Address from, long now) {
        if (message instanceof Message.Ping ping) {
            pings.asked(ping, from, Codec.size(whole), now);
        } else if (message instanceof Message.Ack ack) {
            pings.ack(ack, from, now);
        } else if (message instanceof Message.PingRequest request) {
            pings.relay(request, from, now);
        } else if (message instanceof Message.RelayedAck ack) {
            pings.relayedAck(ack, now);
        } else if (message instanceof Message.Nack nack) {
            pings.nack(nack, now);
        } else if (message instanceof Message.Gone gone) {
            pings.gone(gone, from, now);
        } else if (message instanceof Message.Examine question) {
            detector.testimony().asked(question, from, now);
        } else if (message instanceof Message.Examined examined) {
            examined(examined, from, now);
        } else {
            return false;
        }
        return true;
    }

    private void examined(Message.Examined examined, Address from, long now) {
        MemberEntry by = view.at(from);
        if (by != null && by.status() == Status.ALIVE) {
            detector.inquest().examined(examined, by.name(), now);
        }
    }

    private boolean waits(Message message, @Nullable MemberEntry sender, long now) {
        return message instanceof Message.Verdict verdict && sync.waits(verdict, sender, now);
    }

    private boolean fact(Message message, ChangeSource origin, long now) {
        if (message instanceof Message.Alive alive) {
            membership.heard(alive.record(), origin, now);
        } else if (message instanceof Message.Verdict verdict) {
            membership.verdict(verdict, origin, now);
        } else if (message instanceof Message.StateDelta delta) {
            states.take(delta, origin, now);
        } else if (message instanceof Message.StateVersion version) {
            states.announced(version, origin, now);
        } else {
            return false;
        }
        return true;
    }

    private void syncing(Message message, List<Message> whole, Address from, long now) {
        if (message instanceof Message.SyncBuckets buckets) {
            sync.asked(buckets, from, Codec.size(whole), now);
        } else if (message instanceof Message.SyncDigests digests) {
            sync.digests(digests, now);
        } else if (message instanceof Message.SyncTooLarge answer) {
            sync.tooLarge(answer, now);
        } else if (message instanceof Message.SyncRequest request) {
            sync.requested(request, from, Codec.size(whole), now);
        } else if (message instanceof Message.SyncDone done) {
            sync.done(done, now);
        } else if (message instanceof Message.Discover discover) {
            bootstrap.heard(discover, now);
        }
    }

    /** Datagrams received, by the kind of their first message. */
    Map<String, Long> counts() {
        return received.byKind();
    }
}
