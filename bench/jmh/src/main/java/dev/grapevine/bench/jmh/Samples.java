package dev.grapevine.bench.jmh;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;

/** Members with typical records, for the benchmarks. */
public final class Samples {

    /** A generation: wall clock in milliseconds, shifted left by 16 bits. */
    private static final long GENERATION = 1_790_000_000_000L << 16;

    private static final int NETWORK = 10 << 24;
    private static final int PORT = 7_700;
    private static final int PERIOD_MILLIS = 1_000;

    private Samples() {}

    /** The address of member number i. */
    public static Address address(int i) {
        return Address.ipv4(NETWORK | i, PORT);
    }

    public static String name(int i) {
        return "node-" + i;
    }

    /** Member number i, alive. */
    public static MemberRecord member(int i) {
        return new MemberRecord(
                name(i),
                GENERATION + i,
                0,
                Status.ALIVE,
                List.of(address(i)),
                "zone-" + i % 3,
                Codec.PROTOCOL,
                Codec.PROTOCOL,
                PERIOD_MILLIS,
                1);
    }

    /** A suspicion of member number i, with two accusers. */
    public static Message suspicion(int i) {
        return new Message.Verdict(
                name(i), GENERATION + i, 0, Status.SUSPECT, Evidence.SILENT, List.of(name(i + 1), name(i + 2)), 1_000);
    }
}
