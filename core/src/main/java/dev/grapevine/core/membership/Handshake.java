package dev.grapevine.core.membership;

import dev.grapevine.core.wire.Message;
import java.util.Optional;

/** The first message on every stream, and whether another's fits ours. */
public final class Handshake {

    /** The protocol versions that this code speaks. */
    public static final int PROTOCOL_MIN = 1;

    public static final int PROTOCOL_MAX = 1;

    private final String cluster;
    private final LocalMember self;

    public Handshake(String cluster, LocalMember self) {
        this.cluster = cluster;
        this.self = self;
    }

    public Message.Hello hello(Message.Purpose purpose) {
        return new Message.Hello(
                PROTOCOL_MIN, PROTOCOL_MAX, cluster, self.name(), self.record().generation(), purpose);
    }

    /** Why the other is refused; empty if it fits. */
    public Optional<Message.Refused> objection(Message.Hello other) {
        if (!other.cluster().equals(cluster)) {
            return Optional.of(new Message.Refused(
                    Message.Reason.CLUSTER, "this is cluster " + cluster + ", not " + other.cluster()));
        }
        if (other.protocolMin() > PROTOCOL_MAX || other.protocolMax() < PROTOCOL_MIN) {
            return Optional.of(new Message.Refused(
                    Message.Reason.PROTOCOL,
                    "this member speaks protocol " + PROTOCOL_MIN + " to " + PROTOCOL_MAX + ", not "
                            + other.protocolMin() + " to " + other.protocolMax()));
        }
        return Optional.empty();
    }
}
