package dev.grapevine.sim.invariant;

import dev.grapevine.model.Address;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.Process;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many datagrams members send. In any second, a member sends no more than the size of its cluster and the input of
 * strangers explain; and a stranger that never answers gets no more from all members together, in packets and in bytes, than
 * it sent.
 */
final class TrafficCheck {

    /** More was sent than a guarantee allows. */
    record Excess(Invariant invariant, String text) {}

    private static final long SECOND_NANOS = 1_000_000_000L;

    /**
     * Datagrams that a member may send in a second, whatever happens, and for each member that it may know. In 300 random
     * runs without strangers the most was 100 and 6.5 for each member.
     */
    private static final int ANYHOW = 200;

    private static final int FOR_EACH_MEMBER = 15;

    /** Datagrams that one datagram of a stranger may cause: what it says is passed on, and checked. */
    private static final int FOR_EACH_OF_STRANGERS = 20;

    /** What went to and fro between members and one stranger. */
    private static final class Account {
        private long packetsIn;
        private long bytesIn;
        private long packetsOut;
        private long bytesOut;
    }

    /** By the index of the host: the second that is counted, and the datagrams sent in it. */
    private long[] seconds = new long[16];

    private int[] sent = new int[16];
    /** Datagrams of strangers in the second that is counted, and in the one before. */
    private long strangersSecond;

    private int fromStrangers;
    private int fromStrangersBefore;
    /** Only of those that answer nothing. */
    private final Map<Address, Account> strangers = new HashMap<>();

    /**
     * A member sent a datagram.
     *
     * @param known how many members it may know
     * @return what is wrong with it, or null
     */
    @Nullable Excess sent(Process process, Address to, int bytes, int known) {
        Account account = strangers.isEmpty() ? null : strangers.get(to);
        if (account != null) {
            account.packetsOut++;
            account.bytesOut += bytes;
            if (account.packetsOut > account.packetsIn || account.bytesOut > account.bytesIn) {
                return new Excess(
                        Invariant.AMPLIFICATION,
                        process.host() + " answers the stranger at " + to + ", which so got " + account.packetsOut
                                + " packets of " + account.bytesOut + " bytes for " + account.packetsIn + " of "
                                + account.bytesIn);
            }
        }
        return count(process.host(), known);
    }

    private @Nullable Excess count(Host host, int known) {
        int index = host.index();
        if (index >= sent.length) {
            seconds = Arrays.copyOf(seconds, Math.max(index + 1, 2 * sent.length));
            sent = Arrays.copyOf(sent, seconds.length);
        }
        long second = host.worldNow() / SECOND_NANOS;
        if (seconds[index] != second) {
            seconds[index] = second;
            sent[index] = 0;
        }
        sent[index]++;
        int most = ANYHOW + FOR_EACH_MEMBER * known + FOR_EACH_OF_STRANGERS * strangersLately(second);
        return sent[index] <= most
                ? null
                : new Excess(Invariant.TRAFFIC, host + " sent more than " + most + " datagrams within a second");
    }

    private int strangersLately(long second) {
        if (second != strangersSecond) {
            fromStrangersBefore = second == strangersSecond + 1 ? fromStrangers : 0;
            fromStrangers = 0;
            strangersSecond = second;
        }
        return fromStrangers + fromStrangersBefore;
    }

    /** A stranger sent a datagram. */
    void intruded(Process stranger, int bytes, boolean silent) {
        strangersLately(stranger.host().worldNow() / SECOND_NANOS);
        fromStrangers++;
        if (silent) {
            Account account =
                    strangers.computeIfAbsent(stranger.host().addresses().get(0), address -> new Account());
            account.packetsIn++;
            account.bytesIn += bytes;
        }
    }
}
