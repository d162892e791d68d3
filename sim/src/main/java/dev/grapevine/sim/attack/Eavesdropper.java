package dev.grapevine.sim.attack;

import dev.grapevine.core.view.Hashes;
import dev.grapevine.model.Address;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.Packet;
import dev.grapevine.sim.world.Tap;
import dev.grapevine.sim.world.World;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Listens on the network of a sealed cluster from the beginning, keeps what it hears, and holds a few datagrams back, some for longer than anything may
 * be late. It replays what it has: as it was or damaged, from any address to any other.
 */
final class Eavesdropper implements Tap {

    /** Datagrams of the whole run, each as likely as any other. */
    private static final int KEPT = 4_096;

    private static final int LATEST = 256;
    private static final int STREAMS = 256;
    private static final int SEGMENTS = 16;
    private static final int ONE_HELD_OF = 100;
    private static final long LONGEST_HOLD_NANOS = 130_000_000_000L;

    /** A datagram as it went by. */
    record Overheard(Address from, Address to, Packet packet) {}

    private final World world;
    private final SplittableRandom random;
    private final List<Overheard> kept = new ArrayList<>();
    private final Overheard[] latest = new Overheard[LATEST];
    private final Map<Object, List<Packet>> streams = new LinkedHashMap<>();
    private long heard;

    Eavesdropper(World world) {
        this.world = world;
        this.random = new SplittableRandom(Hashes.mix(world.seed() ^ 0x6561_7673_6472L));
    }

    @Override
    public boolean takes(Host sender, Address from, Address to, Packet packet) {
        if (Intruder.attackOf(sender.process()) != null || !packet.opaque()) {
            return false;
        }
        Overheard overheard = new Overheard(from, to, packet);
        latest[(int) (heard++ % LATEST)] = overheard;
        if (kept.size() < KEPT) {
            kept.add(overheard);
        } else {
            long place = random.nextLong(heard);
            if (place < KEPT) {
                kept.set((int) place, overheard);
            }
        }
        boolean held = random.nextInt(ONE_HELD_OF) == 0;
        if (held) {
            long until = world.now() + random.nextLong(LONGEST_HOLD_NANOS >> random.nextInt(16));
            world.at(until, () -> world.inject(sender, from, to, packet));
        }
        return held;
    }

    @Override
    public void heard(Object sender, Packet packet) {
        List<Packet> segments = streams.get(sender);
        if (segments == null) {
            segments = new ArrayList<>();
            if (streams.size() < STREAMS) {
                streams.put(sender, segments);
            }
        }
        if (segments.size() < SEGMENTS && packet.opaque()) {
            segments.add(packet);
        }
    }

    /** The segments of one direction of some stream; empty if none was heard. */
    List<ByteBuffer> stream() {
        if (streams.isEmpty()) {
            return List.of();
        }
        List<List<Packet>> all = new ArrayList<>(streams.values());
        List<ByteBuffer> bytes = new ArrayList<>();
        for (Packet segment : all.get(random.nextInt(all.size()))) {
            bytes.add(bytes(segment));
        }
        return bytes;
    }

    /** Replays something in some way; at first there may be nothing. */
    void replay(Host replayer, Address victim) {
        Overheard one = any();
        Overheard other = any();
        if (one == null || other == null) {
            return;
        }
        Address own = replayer.addresses().get(0);
        switch (random.nextInt(9)) {
            case 0, 1 -> world.inject(replayer, one.from(), one.to(), one.packet());
            case 2 -> world.inject(replayer, one.from(), victim, one.packet());
            case 3 -> world.inject(replayer, own, victim, one.packet());
            case 4 -> world.inject(replayer, one.to(), one.from(), one.packet());
            case 5 -> world.inject(replayer, other.from(), victim, one.packet());
            case 6 -> world.inject(replayer, one.from(), one.to(), Packet.forged(flipped(one.packet())));
            case 7 -> world.inject(replayer, one.from(), one.to(), Packet.forged(cut(one.packet())));
            default -> world.inject(replayer, own, victim, Packet.forged(crossed(one.packet(), other.packet())));
        }
    }

    private @Nullable Overheard any() {
        return random.nextBoolean() && !kept.isEmpty()
                ? kept.get(random.nextInt(kept.size()))
                : latest[random.nextInt((int) Math.max(1, Math.min(LATEST, heard)))];
    }

    // ---- damage

    private static ByteBuffer bytes(Packet packet) {
        ByteBuffer bytes = packet.bytes();
        if (bytes == null) {
            throw new IllegalStateException("only sealed packets are kept");
        }
        return bytes;
    }

    private byte[] flipped(Packet packet) {
        byte[] bytes = bytes(packet).array().clone();
        int bit = random.nextInt(8 * bytes.length);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return bytes;
    }

    private byte[] cut(Packet packet) {
        ByteBuffer bytes = bytes(packet);
        byte[] part = new byte[random.nextInt(bytes.limit())];
        bytes.get(0, part);
        return part;
    }

    /** The beginning of one, the rest of the other. */
    private byte[] crossed(Packet one, Packet other) {
        byte[] bytes = bytes(other).array().clone();
        int border = 1 + random.nextInt(Math.min(bytes.length, bytes(one).limit()) - 1);
        bytes(one).get(0, bytes, 0, border);
        if (Arrays.equals(bytes, bytes(other).array())
                || Arrays.equals(bytes, bytes(one).array())) {
            bytes[bytes.length - 1] ^= 1;
        }
        return bytes;
    }
}
