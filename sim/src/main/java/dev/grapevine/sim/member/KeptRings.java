package dev.grapevine.sim.member;

import dev.grapevine.core.Peer;
import dev.grapevine.core.keys.KeyCommands;
import dev.grapevine.core.seal.KeyAccess;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.wire.KeyEntry;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keyrings that the members of a sealed cluster keep in their data folders. A member that starts after the last key of its ring was removed from the
 * cluster would reach nobody: then the operator gives it the ring of another.
 */
public final class KeptRings {

    /** How long it takes until a ring is on disk. */
    private static final long WRITE_NANOS = 5_000_000;

    private record Kept(List<KeyEntry> entries, List<byte[]> installed) {}

    private final World world;
    private final Map<String, Kept> byMember = new HashMap<>();

    /** Every key that was ever installed. */
    private final List<byte[]> secrets = new ArrayList<>();

    KeptRings(World world) {
        this.world = world;
    }

    /** The keys that were ever installed. They are not to be changed. */
    public List<byte[]> secrets() {
        return Collections.unmodifiableList(secrets);
    }

    /** Restores the ring of a process that is about to start, and keeps it from now on. */
    void keep(Host host, SealedWire wire, Peer peer) {
        KeyAccess access = wire.sealing().keys();
        KeyCommands commands = peer.keys();
        if (access == null || commands == null) {
            return;
        }
        KeyRing ring = access.ring();
        restore(access, byMember.get(host.name()));
        KeyRing others = ringWithout(host, ring);
        if (others != null) {
            restore(access, new Kept(others.entries(), others.installed()));
        }
        Runnable save = () -> save(host, wire, ring, commands);
        ring.follow(save::run);
        save.run();
    }

    private static void restore(KeyAccess access, @Nullable Kept kept) {
        if (kept != null) {
            access.ring().restore(kept.entries(), kept.installed(), access.cryptography());
        }
    }

    /** The ring of a running member from which the key was removed that this one seals with; null if there is none. */
    private @Nullable KeyRing ringWithout(Host host, KeyRing ring) {
        for (Host other : world.hosts()) {
            Process process = other.process();
            KeyRing running = process == null || other == host ? null : ringOf(process);
            if (running != null && running.removed(ring.ids().get(0))) {
                return running;
            }
        }
        return null;
    }

    private void save(Host host, SealedWire wire, KeyRing ring, KeyCommands commands) {
        Kept kept = new Kept(ring.entries(), ring.installed());
        byMember.put(host.name(), kept);
        for (byte[] key : kept.installed()) {
            if (secrets.stream().noneMatch(known -> Arrays.equals(known, key))) {
                secrets.add(key);
            }
        }
        world.at(world.now() + WRITE_NANOS, () -> {
            Process process = host.process();
            if (process != null && process.wire() == wire && byMember.get(host.name()) == kept) {
                process.call((program, now) -> commands.onDisk(true, now));
            }
        });
    }

    /** The keyring of a process; null if it has none. */
    public static @Nullable KeyRing ringOf(Process process) {
        SealedWire wire = Sealings.of(process);
        KeyAccess access = wire == null ? null : wire.sealing().keys();
        return access == null ? null : access.ring();
    }
}
