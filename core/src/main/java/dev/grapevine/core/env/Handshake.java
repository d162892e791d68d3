package dev.grapevine.core.env;

import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Plausibility;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes the hello that opens every stream, and checks the other side's: it must name the same cluster and share a
 * protocol version.
 */
public final class Handshake {

    /** Lowest protocol version that this code speaks. */
    public static final int PROTOCOL_MIN = 1;

    /** Highest protocol version that this code speaks. */
    public static final int PROTOCOL_MAX = 1;

    private final String cluster;
    private final Supplier<MemberRecord> local;
    private final LongSupplier clockMillis;
    private final LongSupplier wallMillis;
    private final Introductions introductions;

    /**
     * @param local gives the local member's present record
     * @param clockMillis gives the latest wall clock in sight, in milliseconds since 1970
     * @param wallMillis gives the wall clock of this host, in milliseconds since 1970
     */
    public Handshake(
            String cluster,
            Supplier<MemberRecord> local,
            LongSupplier clockMillis,
            LongSupplier wallMillis,
            Introductions introductions) {
        this.cluster = cluster;
        this.local = local;
        this.clockMillis = clockMillis;
        this.wallMillis = wallMillis;
        this.introductions = introductions;
    }

    Message.Hello hello(Message.Purpose purpose) {
        MemberRecord own = local.get();
        return new Message.Hello(
                PROTOCOL_MIN,
                PROTOCOL_MAX,
                cluster,
                own.name(),
                own.generation(),
                purpose,
                purpose == Message.Purpose.JOIN ? clockMillis.getAsLong() : 0,
                Math.max(0, Math.min(wallMillis.getAsLong(), Plausibility.MAX_CLOCK_MILLIS)),
                introductions.own());
    }

    /** The other side of a stream introduced itself. */
    public void introduced(Message.Hello other, long now) {
        Introduction introduction = other.introduction();
        if (introduction != null && !other.name().equals(local.get().name())) {
            introductions.introduced(other.name(), other.generation(), introduction, now);
        }
    }

    /** Why a stream that opens with this hello is refused; empty if it is accepted. */
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
