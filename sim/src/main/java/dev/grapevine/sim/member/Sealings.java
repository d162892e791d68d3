package dev.grapevine.sim.member;

import dev.grapevine.core.Peer;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.HostPort;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.World;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gives the processes of a sealed cluster their key, and keeps how far each member has come from plain to sealed. */
public final class Sealings {

    /** Of the cluster. */
    private static final byte[] KEY = filled(1);

    /** Of strangers that have a key of their own. */
    private static final byte[] FOREIGN_KEY = filled(2);

    private final int saltLimit;
    private final Map<String, EncryptionMode> modes = new HashMap<>();

    private final KeptRings rings;

    public Sealings(World world, Settings settings) {
        rings = new KeptRings(world);
        saltLimit = 2 * settings.count(ProtocolSetting.MEMBER_LIMIT);
    }

    private static byte[] filled(int filler) {
        byte[] key = new byte[ClusterKey.LENGTH];
        Arrays.fill(key, (byte) filler);
        return key;
    }

    /** The wire of a process; null if it does not seal. */
    public static @Nullable SealedWire of(Process process) {
        return process.wire() instanceof SealedWire sealed ? sealed : null;
    }

    /** Seals what the process of a member sends, which is about to start. */
    public void member(Host host, RandomGenerator random, HostPort port, long now) {
        Sealing sealing = seal(host, new MixCryptography(random), KEY, port, now);
        sealing.mode(modes.getOrDefault(host.name(), EncryptionMode.REQUIRE));
    }

    /** To be called once the peer of the process is made. */
    public void keep(Host host, Peer peer) {
        Process process = host.process();
        SealedWire wire = process == null ? null : of(process);
        if (wire != null) {
            rings.keep(host, wire, peer);
        }
    }

    /** What the members keep of their keys. */
    public KeptRings rings() {
        return rings;
    }

    /** Changes the mode of a member, now and for its next processes. */
    void mode(String member, @Nullable Process process, EncryptionMode mode) {
        modes.put(member, mode);
        SealedWire wire = process == null ? null : of(process);
        if (wire != null) {
            wire.sealing().mode(mode);
        }
    }

    /** Gives a stranger a wire: with a key that is not the cluster's, or in clear. */
    public void stranger(Host host, RandomGenerator random, HostPort port, long now) {
        if (random.nextBoolean()) {
            seal(host, new MixCryptography(random), FOREIGN_KEY, port, now);
        } else {
            port.seal(new SealedWire(host, port, outlet -> Sealing.plain(SimulatedMember.CLUSTER, outlet)));
        }
    }

    private Sealing seal(Host host, MixCryptography cryptography, byte[] key, HostPort port, long now) {
        KeyRing keys = new KeyRing(List.of(ClusterKey.of(key, cryptography)));
        SealedWire wire = new SealedWire(
                host,
                port,
                outlet -> Sealing.keyed(SimulatedMember.CLUSTER, keys, cryptography, saltLimit, outlet, now));
        port.seal(wire);
        return wire.sealing();
    }
}
