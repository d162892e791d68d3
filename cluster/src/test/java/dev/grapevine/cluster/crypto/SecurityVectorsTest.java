package dev.grapevine.cluster.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.seal.Aead;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.Cryptography;
import dev.grapevine.core.seal.KeyAgreement;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.seal.SealOutlet;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Known answers, made by another implementation; {@code docs/wire-protocol.md} has them too. */
class SecurityVectorsTest {

    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");
    private static final Address OTHER = Address.parse("127.0.0.1", 7700);
    private static final Message KEEP_ALIVE = new Message.KeepAlive();

    /** 00 01 02 ... 1f. */
    private static byte[] clusterKey() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return SPACED.formatHex(copy);
    }

    /** The JDK's cryptography, with random bytes that begin with a given one and count upwards. */
    private static Cryptography beginningWith(int first) {
        JdkCryptography jdk = new JdkCryptography();
        return new Cryptography() {
            @Override
            public void random(byte[] bytes) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (first + i);
                }
            }

            @Override
            public byte[] hmac(byte[] key, byte[]... parts) {
                return jdk.hmac(key, parts);
            }

            @Override
            public byte[] hash(byte[]... parts) {
                return jdk.hash(parts);
            }

            @Override
            public Aead aead() {
                return jdk.aead();
            }

            @Override
            public KeyAgreement agreement() {
                return jdk.agreement();
            }
        };
    }

    private long wallMillis;

    private Sealing sealing(int firstRandom) {
        Cryptography cryptography = beginningWith(firstRandom);
        KeyRing keys = new KeyRing(List.of(ClusterKey.of(clusterKey(), cryptography)));
        return Sealing.keyed("shop", keys, cryptography, 10, new NoOutlet(), 0);
    }

    @Test
    void the_id_of_a_key() {
        assertThat(ClusterKey.of(clusterKey(), new JdkCryptography()).id()).hasToString("94b0f50dfc95bb3a");
    }

    @Test
    void two_datagrams() {
        long now = 0x000102030405L * 1_000;
        Sealing sealing = sealing(0xa0);
        wallMillis = now / 1_000_000;
        Message ping = new Message.Ping(7, 0x1a2b3c4d, 0x0123456789abcdefL);
        assertThat(hex(sealing.datagram(OTHER, List.of(ping), now)))
                .isEqualTo(
                        "94 a0 a1 a2 a3 a4 a5 a6 a7 a8 00 01 02 03 04 05 e5 2e 79 a4 73 05 dc a7 16 37 94 2e cc 91 20 e1"
                                + " eb 15 a1 db dd 12 49 77 ea 89 1a f7 8d 88 31 61");
        Message question = new Message.Prove(0, 0x11223344556677L);
        assertThat(hex(sealing.datagram(OTHER, List.of(question), now)))
                .isEqualTo(
                        "94 a0 a1 a2 a3 a4 a5 a6 a7 a8 00 01 02 03 04 06 f9 d0 65 37 e0 d6 3c b0 b3 e4 90 a2 6b 4e dd e8"
                                + " 09 24 e2 68 1c 38 05 16 c9 5e cf 0e 75 2b 92 aa");
    }

    @Test
    void the_handshake_and_the_first_frame_of_each_side() {
        Sealing openers = sealing(0x10);
        Sealing answerers = sealing(0x20);
        StreamSession opener = openers.openedStream();
        StreamSession answerer = answerers.acceptedStream();
        List<Message> heard = new ArrayList<>();

        ByteBuffer opening = opener.pending();
        assertThat(hex(opening))
                .isEqualTo(
                        "00 00 00 1f 02 01 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f e1 24 ce fe 01 94 b0 f5 0d fc"
                                + " 95 bb 3a");
        read(answerer, opening, heard::addAll);
        ByteBuffer answer = answerer.pending();
        assertThat(hex(answer))
                .isEqualTo(
                        "00 00 00 1c 02 01 20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f 00 01 94 b0 f5 0d fc 95 bb 3a");
        read(opener, answer, heard::addAll);
        assertThat(heard).isEmpty();

        assertThat(hex(opener.write(List.of(KEEP_ALIVE))))
                .isEqualTo("00 00 00 13 03 f8 f5 4f b8 c2 24 ec ae 63 6e cd a8 37 55 1c b7 2a 6b");
        answerer.write(List.of(KEEP_ALIVE));
        assertThat(hex(answerer.write(List.of(new Message.Loose()))))
                .isEqualTo("00 00 00 13 03 41 7d f4 45 a3 0b 0a 2b 10 87 19 a1 5a 60 71 8f 87 99");
    }

    private static void read(StreamSession session, ByteBuffer bytes, Consumer<List<Message>> receiver) {
        for (Decoded next = session.read(bytes); next != null; next = session.read(bytes)) {
            assertThat(next).isInstanceOf(Decoded.Batch.class);
            receiver.accept(((Decoded.Batch) next).messages());
        }
    }

    @Test
    void another_key_has_another_id() {
        byte[] other = clusterKey();
        other[31] ^= 1;
        assertThat(ClusterKey.of(other, new JdkCryptography()).id())
                .isNotEqualTo(ClusterKey.of(clusterKey(), new JdkCryptography()).id());
    }

    /** The tests of one side only. */
    private final class NoOutlet implements SealOutlet {
        @Override
        public long wallMillis() {
            return wallMillis;
        }

        @Override
        public void send(Address to, ByteBuffer datagram) {
            throw new AssertionError("nothing is asked here");
        }

        @Override
        public boolean isMemberAddress(Address address) {
            return false;
        }

        @Override
        public boolean isAddressOf(String name, Address address) {
            return false;
        }

        @Override
        public void dropped(DropReason reason) {
            throw new AssertionError("dropped: " + reason);
        }

        @Override
        public void copied(Address from) {
            throw new AssertionError("a copy at " + from);
        }
    }
}
