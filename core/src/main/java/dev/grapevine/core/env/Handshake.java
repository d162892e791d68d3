package dev.grapevine.core.env;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import java.util.Optional;
import java.util.function.Supplier;

/** The first message on every stream, and whether the one that came fits this member: same cluster, a common protocol version. */
public final class Handshake {

    /** The protocol versions that this code speaks. */
    public static final int PROTOCOL_MIN = 1;

    public static final int PROTOCOL_MAX = 1;

    private final String cluster;
    private final Supplier<MemberRecord> self;

    /** @param self this member's record as it is now */
    public Handshake(String cluster, Supplier<MemberRecord> self) {
        this.cluster = cluster;
        this.self = self;
    }

    Message.Hello hello(Message.Purpose purpose) {
        MemberRecord own = self.get();
        return new Message.Hello(PROTOCOL_MIN, PROTOCOL_MAX, cluster, own.name(), own.generation(), purpose);
    }

    /** Why a stream that opens with this hello is refused; empty if it fits. */
    public Optional<Message.Refused> objectionTo(Message.Hello other) {
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
