package dev.grapevine.sim.invariant;

import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.sim.member.KeptRings;
import dev.grapevine.sim.member.SealedWire;
import dev.grapevine.sim.member.Sealings;
import dev.grapevine.sim.member.SimulatedMember;
import dev.grapevine.sim.world.Packet;
import dev.grapevine.sim.world.Process;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold of the keys of a sealed cluster. */
final class KeyCheck {

    private KeyCheck() {}

    /** @return what is wrong with the keys that a process seals with, or null */
    static @Nullable String sealing(Process process) {
        KeyRing ring = KeptRings.ringOf(process);
        if (ring == null) {
            return null;
        }
        KeyId sealing = ring.ids().get(0);
        // One that lacks the primary obeys no removal, or it would reach nobody who gives it the key.
        return ring.removed(sealing) && ring.holds(ring.primary())
                ? process.host() + " seals with key " + sealing + ", which was removed"
                : null;
    }

    /** @return which installed key can be read in a packet, or null */
    static @Nullable String leak(List<byte[]> secrets, Packet packet) {
        ByteBuffer bytes = packet.bytes();
        if (bytes == null || secrets.isEmpty()) {
            return null;
        }
        // Nearly all places are ruled out by a look at six bits.
        long beginnings = 0;
        for (byte[] secret : secrets) {
            beginnings |= 1L << ByteBuffer.wrap(secret).getLong();
        }
        for (int i = 0; i + ClusterKey.LENGTH <= bytes.limit(); i++) {
            if ((beginnings >>> bytes.getLong(i) & 1) != 0 && isOne(secrets, bytes.slice(i, ClusterKey.LENGTH))) {
                return "a key travels in clear from " + packet.sender();
            }
        }
        return null;
    }

    private static boolean isOne(List<byte[]> secrets, ByteBuffer bytes) {
        for (byte[] secret : secrets) {
            if (ByteBuffer.wrap(secret).equals(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** @return how the keyrings of members that all seal differ, or null */
    static @Nullable String difference(List<SimulatedMember> running) {
        for (SimulatedMember member : running) {
            SealedWire wire = wire(member);
            if (wire == null || !wire.sealing().mode().seals()) {
                return null;
            }
        }
        KeyRing first = null;
        for (SimulatedMember member : running) {
            Process process = member.host().process();
            KeyRing ring = process == null ? null : KeptRings.ringOf(process);
            if (first == null) {
                first = ring;
            } else if (ring != null
                    && !(ring.entries().equals(first.entries()) && ring.ids().equals(first.ids()))) {
                return running.get(0).name() + " knows of the keys " + first.entries() + " and accepts " + first.ids()
                        + ", " + member.name() + " of " + ring.entries() + " and " + ring.ids();
            }
        }
        return null;
    }

    private static @Nullable SealedWire wire(SimulatedMember member) {
        Process process = member.host().process();
        return process == null ? null : Sealings.of(process);
    }
}
