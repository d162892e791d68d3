package dev.grapevine.cluster.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.seal.Aead;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.Cryptography;
import dev.grapevine.core.seal.KeyAgreement;
import dev.grapevine.core.seal.KeyBoxes;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.seal.SealOutlet;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Known answers, made by another implementation; {@code docs/wire-protocol.md} has them too. */
class SecurityVectorsTest {

    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");
    private static final Address OTHER = Address.parse("127.0.0.1", 7700);
    private static final String OPENER_PUBLIC =
            "d7 b5 e8 1d 33 6e 57 8b 13 b8 d7 06 e8 2d 06 1e 30 38 c9 6b ce 66 cd cf 50 d5 66 b9 6d db ba 10";
    private static final String ANSWERER_PUBLIC =
            "ef 38 b4 ab d1 4b 0a 91 9c be 68 39 f6 18 5b 97 d3 26 07 be e3 59 c6 c5 3c 12 cc 75 97 86 7d 59";
    private static final Message KEEP_ALIVE = new Message.KeepAlive();

    /** 00 01 02 ... 1f. */
    static byte[] clusterKey() {
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
    static Cryptography beginningWith(int first) {
        return like(first, null);
    }

    /** The JDK's cryptography, with that pair of keys for each agreement. */
    static Cryptography agreeing(KeyAgreement pair) {
        return like(0, pair);
    }

    private static Cryptography like(int first, @Nullable KeyAgreement pair) {
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
                return pair == null ? jdk.agreement() : pair;
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

    static void read(StreamSession session, ByteBuffer bytes, Consumer<List<Message>> receiver) {
        for (Decoded next = session.read(bytes); next != null; next = session.read(bytes)) {
            assertThat(next).isInstanceOf(Decoded.Batch.class);
            receiver.accept(((Decoded.Batch) next).messages());
        }
    }

    /** Both private keys are a byte 32 times. */
    static KeyAgreement agreement(int filler, String publicKey) throws GeneralSecurityException {
        byte[] scalar = new byte[KeyAgreement.LENGTH];
        Arrays.fill(scalar, (byte) filler);
        byte[] number = new byte[KeyAgreement.LENGTH];
        byte[] lowestFirst = SPACED.parseHex(publicKey);
        for (int i = 0; i < number.length; i++) {
            number[i] = lowestFirst[number.length - 1 - i];
        }
        KeyFactory factory = KeyFactory.getInstance("X25519");
        return new X25519Agreement(new KeyPair(
                factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, number))),
                factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar))));
    }

    @Test
    void a_box_that_the_opener_gives() throws GeneralSecurityException {
        byte[] transcript = SPACED.parseHex(
                "74 26 83 8d a8 a6 a8 d9 d3 13 06 c7 88 63 fd 4c be 34 bb 20 be a4 f5 55 85 f1 c6 81 2d fb 71 ce");
        KeyAgreement openers = agreement(0x40, OPENER_PUBLIC);
        KeyAgreement answerers = agreement(0x50, ANSWERER_PUBLIC);
        assertThat(SPACED.formatHex(openers.publicKey())).isEqualTo(OPENER_PUBLIC);
        KeyId id = ClusterKey.of(clusterKey(), new JdkCryptography()).id();
        KeyBoxes opener = new KeyBoxes(agreeing(openers), new StreamSecret(id, transcript, true));
        KeyBoxes answerer = new KeyBoxes(agreeing(answerers), new StreamSecret(id, transcript, false));
        byte[] key = new byte[ClusterKey.LENGTH];
        Arrays.fill(key, (byte) 0x77);

        byte[] box = opener.seal(answerer.publicKey(), 0, id, key);

        assertThat(SPACED.formatHex(box))
                .isEqualTo(
                        "d7 dd c7 0f 6e 7e 7b d9 87 90 ae 4a 04 76 0a 1e ea 23 af d8 c8 b7 f2 52 c1 90 03 98 0f 63 fb 86"
                                + " f7 45 0c 0b 3f d7 a6 d7 68 0a 3d 23 15 b7 79 b9");
        assertThat(answerer.open(opener.publicKey(), 0, id, box)).isEqualTo(key);
        assertThat(answerer.open(opener.publicKey(), 1, id, box)).isNull();
        assertThat(answerer.open(opener.publicKey(), 0, new KeyId(1), box)).isNull();
        assertThat(answerer.open(answerer.publicKey(), 0, id, box)).isNull();
        assertThat(answerer.open(new byte[32], 0, id, box)).isNull();
        assertThat(opener.open(answerer.publicKey(), 0, id, box)).isNull();
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
