package dev.grapevine.sim.invariant;

import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.world.Packet;
import dev.grapevine.sim.world.Process;
import org.jspecify.annotations.Nullable;

/** What members that take nothing plain may take. It relies on where packets really come from, which no member can see. */
final class SealCheck {

    /** A datagram that is older than this is not taken. */
    private static final long OLDEST_NANOS = 60_000_000_000L;

    /** Clocks of members differ from the world's, and what a clock shows is told in units of 66 ms. */
    private static final long TOLERANCE_NANOS = 1_000_000_000L;

    /** @return what is wrong if that process takes the packet, or null */
    @Nullable String took(Process receiver, Packet packet) {
        Process sender = packet.sender();
        if (sender == null || !(sender.program() instanceof PeerProgram)) {
            return receiver.host() + " took a datagram that no member sealed";
        }
        long age = receiver.host().worldNow() - packet.sentAt();
        if (age > OLDEST_NANOS + TOLERANCE_NANOS) {
            return receiver.host() + " took a datagram that " + sender.host() + " sealed " + DurationFormat.format(age)
                    + " before";
        }
        return packet.takenBy(receiver) ? null : receiver.host() + " took a datagram of " + sender.host() + " twice";
    }
}
