package dev.grapevine.sim.measure;

import dev.grapevine.core.wire.Message;
import dev.grapevine.sim.figures.Load;
import dev.grapevine.sim.figures.Load.Purpose;
import dev.grapevine.sim.figures.Samples;
import dev.grapevine.sim.figures.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what is sent, with the headers that it has on the wire. */
final class LoadMeter {

    /** Ethernet 14, IPv4 20, UDP 8. */
    static final int DATAGRAM_HEADERS = 42;
    /** Ethernet 14, IPv4 20, TCP 20 with 12 of timestamps. */
    static final int SEGMENT_HEADERS = 66;

    private static final int PACKETS_OF_A_FRAME = 2;
    private static final int PACKETS_TO_OPEN_AND_CLOSE = 7;
    private static final long THOUSAND = 1_000;

    private static final class Count {
        final String name;
        final boolean stream;
        final Purpose purpose;
        long packets;
        long bytes;

        Count(String name, boolean stream, Purpose purpose) {
            this.name = name;
            this.stream = stream;
            this.purpose = purpose;
        }
    }

    private static final Purpose[] PURPOSES = Purpose.values();

    /** By type of message; hellos by their purpose. */
    private final Map<Object, Count> datagrams = new HashMap<>();

    private final Map<Object, Count> frames = new HashMap<>();
    private final long[] sinceSample = new long[PURPOSES.length];
    private final List<List<Double>> series = new ArrayList<>();

    LoadMeter() {
        for (int i = 0; i < PURPOSES.length; i++) {
            series.add(new ArrayList<>());
        }
    }

    /** @param first null for what sealing sends by itself */
    void datagram(TrackedMember sender, @Nullable Message first, int payload) {
        Count count = datagrams.computeIfAbsent(
                key(first), key -> new Count(name(first, "Prove"), false, purpose(first, false)));
        add(sender, count, 1, payload + DATAGRAM_HEADERS);
    }

    /**
     * @param first null for what agrees on keys
     * @param opening whether it is the first frame of a stream that its sender opened
     */
    void frame(TrackedMember sender, @Nullable Message first, int payload, boolean opening) {
        Count count = frames.computeIfAbsent(
                key(first), key -> new Count(name(first, "Key agreement"), true, purpose(first, true)));
        int packets = PACKETS_OF_A_FRAME + (opening ? PACKETS_TO_OPEN_AND_CLOSE : 0);
        add(sender, count, packets, (long) payload + (long) packets * SEGMENT_HEADERS);
    }

    private void add(TrackedMember sender, Count count, int packets, long bytes) {
        count.packets += packets;
        count.bytes += bytes;
        sender.packets += packets;
        sender.bytes += bytes;
        sinceSample[count.purpose.ordinal()] += bytes;
    }

    private static Object key(@Nullable Message first) {
        if (first == null) {
            return Message.Prove.class;
        }
        return first instanceof Message.Hello hello ? hello.purpose() : first.getClass();
    }

    private static String name(@Nullable Message first, String ofSealing) {
        if (first == null) {
            return ofSealing;
        }
        String name = first.getClass().getSimpleName();
        return first instanceof Message.Hello hello ? name + " " + hello.purpose() : name;
    }

    private static Purpose purpose(@Nullable Message first, boolean stream) {
        if (first == null) {
            return Purpose.BOOTSTRAP;
        }
        if (first instanceof Message.Ping
                || first instanceof Message.Ack
                || first instanceof Message.PingRequest
                || first instanceof Message.RelayedAck
                || first instanceof Message.Nack
                || first instanceof Message.Gone) {
            return Purpose.PROBES;
        }
        if (first instanceof Message.Hello hello) {
            return switch (hello.purpose()) {
                case JOIN -> Purpose.BOOTSTRAP;
                case SYNC, STATE, KEYS -> Purpose.SYNC;
                case PROBE -> Purpose.PROBES;
                case TETHER -> Purpose.TETHERS;
            };
        }
        if (first instanceof Message.Examine
                || first instanceof Message.Examined
                || first instanceof Message.KeepAlive
                || first instanceof Message.Loose
                || first instanceof Message.Leaving) {
            return Purpose.TETHERS;
        }
        if (first instanceof Message.Discover || first instanceof Message.Refused || first instanceof Message.Busy) {
            return Purpose.BOOTSTRAP;
        }
        boolean news = first instanceof Message.Alive
                || first instanceof Message.Verdict
                || first instanceof Message.StateDelta
                || first instanceof Message.StateVersion;
        return news && !stream ? Purpose.RUMORS : Purpose.SYNC;
    }

    /** Ends an interval of that many seconds, during which so many processes ran. */
    void sample(double seconds, int running) {
        for (int i = 0; i < PURPOSES.length; i++) {
            series.get(i).add(running == 0 ? 0 : sinceSample[i] / seconds / running);
        }
        Arrays.fill(sinceSample, 0);
    }

    Load load(Iterable<TrackedMember> members, long interval) {
        List<Load.Kind> kinds = new ArrayList<>();
        for (Map<Object, Count> counts : List.of(datagrams, frames)) {
            counts.values()
                    .forEach(count -> kinds.add(
                            new Load.Kind(count.name, count.stream, count.purpose, count.packets, count.bytes)));
        }
        kinds.sort(Comparator.comparingLong(Load.Kind::bytes)
                .reversed()
                .thenComparing(Load.Kind::name)
                .thenComparing(Load.Kind::stream));
        double seconds = 0;
        Samples bytesEach = new Samples();
        Samples packetsEach = new Samples();
        for (TrackedMember member : members) {
            double up = member.nanosUp / 1e9;
            if (up > 0) {
                seconds += up;
                bytesEach.add(Math.round(member.bytes / up));
                packetsEach.add(Math.round(member.packets / up * THOUSAND));
            }
        }
        return new Load(
                kinds,
                seconds,
                bytesEach.distribution(),
                packetsEach.distribution(),
                series.stream().map(values -> new Series(interval, values)).toList());
    }
}
