package dev.grapevine.cluster.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A stranger without a key, with a recording of all that a member was ever sent, sends it a million datagrams. */
class StrangerTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final int RECORDED = 500;
    private static final int FORGED = 1_000_000;

    /** 50,000 a second. */
    private static final int A_MILLI = 50;

    private static final Message PING = new Message.Ping(1, 2, 3);
    private static final Message LONG = new Message.Padding(300);

    private final SealedNode sender = new SealedNode(1, 5 * SECOND, SealedNode.key(1));
    private final SealedNode receiver = new SealedNode(2, -77 * SECOND, SealedNode.key(1));
    private final SealedNode foreign = new SealedNode(3, 9 * SECOND, SealedNode.key(2));
    private final Random random = new Random(20_261_130);

    private void pass(long nanos) {
        sender.pass(nanos);
        receiver.pass(nanos);
    }

    private List<byte[]> recorded(SealedNode from) {
        List<byte[]> recorded = new ArrayList<>();
        for (int i = 0; i < RECORDED; i++) {
            recorded.add(from.seal(receiver, i % 2 == 0 ? PING : LONG).bytes());
            pass(MILLI);
        }
        return recorded;
    }

    private byte[] any(List<byte[]> datagrams) {
        return datagrams.get(random.nextInt(datagrams.size())).clone();
    }

    private byte[] flipped(List<byte[]> datagrams) {
        byte[] changed = any(datagrams);
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private byte[] cut(List<byte[]> datagrams) {
        byte[] whole = any(datagrams);
        return Arrays.copyOf(whole, random.nextInt(whole.length));
    }

    private byte[] garbage(int length) {
        byte[] garbage = new byte[length];
        random.nextBytes(garbage);
        return garbage;
    }

    /** The header of a true datagram, and anything behind it. */
    private byte[] headed(List<byte[]> datagrams) {
        byte[] garbage = garbage(random.nextInt(1_400));
        byte[] whole = any(datagrams);
        System.arraycopy(whole, 0, garbage, 0, Math.min(16, garbage.length));
        return garbage;
    }

    private static byte[] plain(String cluster) {
        ByteBuffer datagram = Sealing.plain(cluster, new SealedNode(9, 0, SealedNode.key(9)))
                .datagram(Address.parse("127.0.0.1", 2), List.of(PING), 0);
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        return bytes;
    }

    @Test
    void of_a_million_forged_and_replayed_datagrams_none_is_taken_and_no_more_goes_back_than_came() {
        SealedNode earlier = new SealedNode(1, SECOND, SealedNode.key(1));
        List<byte[]> earlierRun = recorded(earlier);
        SealedNode.introduce(sender, receiver);
        List<byte[]> taken = recorded(sender);
        taken.forEach(bytes -> receiver.receive(new SealedNode.Sent(sender.address, receiver.address, bytes)));
        assertThat(receiver.taken).hasSize(RECORDED);
        List<byte[]> kept = recorded(sender); // never delivered
        List<byte[]> own = recorded(receiver);
        pass(61 * SECOND);
        List<byte[]> fresh = recorded(sender);
        List<byte[]> foreignKey = recorded(foreign);
        List<byte[]> clear = List.of(plain("test"), plain("other"));
        receiver.taken.clear();
        receiver.sent.clear();

        List<Supplier<byte[]>> kinds = List.of(
                () -> any(taken),
                () -> any(kept),
                () -> any(earlierRun),
                () -> any(own),
                () -> any(foreignKey),
                () -> any(clear),
                () -> flipped(fresh),
                () -> flipped(taken),
                () -> cut(fresh),
                () -> headed(fresh),
                () -> headed(own),
                () -> garbage(random.nextInt(1_500)));
        List<Address> sources = Stream.of("127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:7")
                .map(Address::parse)
                .toList();
        receiver.members.add(sender.address);
        long in = 0;
        long out = 0;
        int packetsOut = 0;
        long nanos = 0;
        for (int i = 0; i < FORGED; i++) {
            byte[] bytes = kinds.get(i % kinds.size()).get();
            in += bytes.length;
            SealedNode.Sent forged =
                    new SealedNode.Sent(sources.get(random.nextInt(sources.size())), receiver.address, bytes);
            long began = System.nanoTime();
            receiver.receive(forged);
            nanos += System.nanoTime() - began;
            for (SealedNode.Sent answer : receiver.sent) {
                out += answer.bytes().length;
                packetsOut++;
            }
            receiver.sent.clear();
            if (i % A_MILLI == 0) {
                pass(MILLI);
            }
        }

        System.out.printf(
                "%,d forged datagrams: %d taken, %,d B in, %,d B (%d datagrams) out, %.2f us each%n",
                FORGED, receiver.taken.size(), in, out, packetsOut, nanos / 1e3 / FORGED);
        assertThat(receiver.taken).isEmpty();
        assertThat(out).isLessThan(in);
        assertThat(packetsOut).isLessThan(FORGED);
        assertThat(receiver.copies).isEmpty();
        for (DropReason reason : List.of(DropReason.SEAL, DropReason.REPLAYED, DropReason.LIMIT, DropReason.OVERSIZE)) {
            assertThat(receiver.drops(reason)).as(reason.toString()).isPositive();
        }

        // What the sender says is taken at once.
        receiver.receive(sender.seal(receiver, PING));
        assertThat(receiver.taken).hasSize(1);
    }

    /** What has been recorded in all the time, and what a thief makes of a key that was removed. */
    private final class Recordings {
        final List<byte[]> taken = new ArrayList<>();
        final List<byte[]> kept = new ArrayList<>();
        final List<byte[]> own = new ArrayList<>();
        final List<byte[]> removedKey = new ArrayList<>();
        final List<byte[]> foreignKey = recorded(foreign);
        final List<byte[]> clear = List.of(plain("test"), plain("other"));

        byte[] next() {
            return switch (random.nextInt(8)) {
                case 0 -> any(taken);
                case 1 -> any(kept);
                case 2 -> any(own);
                case 3 -> any(removedKey);
                case 4 -> any(foreignKey);
                case 5 -> any(clear);
                case 6 -> flipped(taken);
                default -> cut(kept);
            };
        }
    }

    /** Ten keys, one after another: installed, used while the former is still accepted, and the former one removed. */
    @Test
    void of_a_million_while_keys_are_installed_used_and_removed_none_is_taken_either() {
        SealedNode.introduce(sender, receiver);
        Recordings recordings = new Recordings();
        SealedNode thief = new SealedNode(4, 3 * SECOND, SealedNode.key(1));
        recordings.removedKey.addAll(List.of(garbage(60)));
        KeyId former = sender.ring.ids().get(0);
        int forged = 0;
        for (int turn = 0; turn < 10; turn++) {
            int filler = 100 + turn;
            KeyId next = sender.install(SealedNode.key(filler));
            receiver.install(SealedNode.key(filler));
            forged += forge(recordings);
            receiver.ring.use(next); // the sender learns of it later
            forged += forge(recordings);
            sender.ring.merge(receiver.ring.entries(), former);
            assertThat(sender.ring.ids().get(0)).isEqualTo(next);
            forged += forge(recordings);
            receiver.ring.remove(former);
            sender.ring.remove(former);
            recordings.removedKey.addAll(recorded(thief));
            thief = new SealedNode(4, 3 * SECOND, SealedNode.key(filler));
            former = next;
            forged += forge(recordings);
        }
        assertThat(forged).isEqualTo(FORGED);
        assertThat(receiver.copies).isEmpty();
    }

    /** What the sender says is taken once, and then everything of the stranger comes. */
    private int forge(Recordings recordings) {
        receiver.taken.clear();
        List<byte[]> now = recorded(sender);
        now.forEach(bytes -> receiver.receive(new SealedNode.Sent(sender.address, receiver.address, bytes)));
        assertThat(receiver.taken).hasSize(RECORDED);
        recordings.taken.addAll(now);
        recordings.kept.addAll(recorded(sender));
        recordings.own.addAll(recorded(receiver));
        pass(61 * SECOND);
        receiver.taken.clear();
        for (int i = 0; i < FORGED / 40; i++) {
            receiver.receive(new SealedNode.Sent(sender.address, receiver.address, recordings.next()));
            if (i % A_MILLI == 0) {
                pass(MILLI);
            }
        }
        receiver.sent.clear();
        assertThat(receiver.taken).isEmpty();
        return FORGED / 40;
    }
}
