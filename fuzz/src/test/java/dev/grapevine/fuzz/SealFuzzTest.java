package dev.grapevine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grapevine.cluster.crypto.JdkCryptography;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.seal.SealOutlet;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What opens the seal of a member whose key the fuzzer has: nothing is thrown, and nothing is told before a stream's greeting. */
class SealFuzzTest {

    private static final byte[] KEY = new byte[ClusterKey.LENGTH];
    private static final String CLUSTER = "fuzz";
    private static final Address THERE = Address.parse("10.0.0.2:7700");
    private static final int HEADER = 16;
    private static final byte[] PRK = hmac("grapevine 1".getBytes(StandardCharsets.UTF_8), KEY);

    /** A member with the key: what it sends and drops. */
    private static final class Member implements SealOutlet {
        final Sealing sealing;
        long now;
        long bytesOut;

        Member() {
            JdkCryptography cryptography = new JdkCryptography();
            KeyRing keys = new KeyRing(List.of(ClusterKey.of(KEY, cryptography)));
            sealing = Sealing.keyed(CLUSTER, keys, cryptography, 8, this, 0);
        }

        @Override
        public long wallMillis() {
            return now / 1_000_000;
        }

        @Override
        public void send(Address to, ByteBuffer datagram) {
            bytesOut += datagram.remaining();
        }

        @Override
        public boolean isMemberAddress(Address address) {
            return address.equals(THERE);
        }

        @Override
        public boolean isAddressOf(String name, Address address) {
            return address.equals(THERE);
        }

        @Override
        public void dropped(DropReason reason) {}

        @Override
        public void copied(Address from) {}
    }

    // ---- datagrams

    /**
     * A script of datagrams: a byte that says how the rest is sealed, one for the salt, one for the counter, the length in two bytes, and the body, or
     * the whole datagram.
     */
    @FuzzTest
    void datagrams(byte[] script) {
        Member member = new Member();
        long bytesIn = 0;
        int at = 0;
        while (at + 5 <= script.length) {
            byte[] body = body(script, at + 3);
            byte[] datagram = (script[at] & 3) == 0 ? body : sealed(script[at + 1], script[at + 2], body);
            if ((script[at] & 4) != 0 && datagram.length > 0) {
                datagram[Math.floorMod(script[at + 2], datagram.length)] ^= 1;
            }
            bytesIn += datagram.length;
            at += 5 + body.length;
            member.now += 1_000_000;
            member.sealing.open(
                    ByteBuffer.wrap(datagram),
                    THERE,
                    (messages, from, sender, now) -> assertThat(messages)
                            .as("a question or an answer about salts is for the seal alone")
                            .matches(told -> told.size() != 1 || !(told.get(0) instanceof Message.Prove)),
                    member.now);
        }
        assertThat(member.bytesOut).isLessThanOrEqualTo(bytesIn);
    }

    private static byte[] sealed(byte salt, byte counter, byte[] body) {
        byte[] header = new byte[HEADER];
        header[0] = hmac(PRK, "id".getBytes(StandardCharsets.UTF_8), new byte[] {0, 1})[0];
        header[1] = salt;
        header[HEADER - 2] = counter;
        byte[] key = hmac(
                PRK,
                "packet".getBytes(StandardCharsets.UTF_8),
                new byte[1],
                Arrays.copyOfRange(header, 1, 10),
                CLUSTER.getBytes(StandardCharsets.UTF_8),
                new byte[] {1});
        byte[] nonce = new byte[12];
        System.arraycopy(header, 10, nonce, 6, 6);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(new byte[] {1, 0});
            cipher.updateAAD(header);
            byte[] text = cipher.doFinal(body);
            byte[] datagram = Arrays.copyOf(header, HEADER + text.length);
            System.arraycopy(text, 0, datagram, HEADER, text.length);
            return datagram;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    // ---- streams

    /**
     * Both sides of a stream. A script of steps: a byte that says what happens, one that says at which side, the length in two bytes, and bytes: messages
     * to write, or what arrives instead of what the other side wrote.
     */
    @FuzzTest
    void streams(byte[] script) {
        Member a = new Member();
        Member b = new Member();
        Side[] sides = {new Side(a.sealing.openedStream(), true), new Side(b.sealing.acceptedStream(), false)};
        int at = 0;
        while (at + 4 <= script.length) {
            byte[] bytes = body(script, at + 2);
            Side from = sides[script[at + 1] & 1];
            Side to = sides[1 - (script[at + 1] & 1)];
            switch (script[at] & 7) {
                case 0, 1, 2 -> to.read(from.written());
                case 3 -> to.read(flipped(from.written(), script[at + 1]));
                case 4 -> to.read(bytes);
                default -> {
                    if (Codec.decode(bytes, 0, bytes.length) instanceof Decoded.Batch batch
                            && !batch.messages().isEmpty()) {
                        from.write(batch.messages());
                    }
                }
            }
            at += 4 + bytes.length;
        }
    }

    private static byte[] flipped(byte[] bytes, byte where) {
        if (bytes.length > 0) {
            bytes[(where & 0xff) % bytes.length] ^= 1;
        }
        return bytes;
    }

    /** One side of a stream. */
    private static final class Side {
        private final StreamSession session;
        private ByteBuffer toSend = ByteBuffer.allocate(0);
        private boolean mayWrite;
        private boolean greeted;
        private boolean broken;

        /** @param opener the other side answers, and so writes only when it has heard something */
        Side(StreamSession session, boolean opener) {
            this.session = session;
            this.mayWrite = opener;
        }

        void write(List<Message> messages) {
            if (mayWrite && !broken) {
                append(session.write(messages));
            }
        }

        private void append(ByteBuffer more) {
            toSend = ByteBuffer.allocate(toSend.remaining() + more.remaining())
                    .put(toSend)
                    .put(more)
                    .flip();
        }

        byte[] written() {
            append(session.pending());
            byte[] bytes = new byte[toSend.remaining()];
            toSend.get(bytes);
            return bytes;
        }

        void read(byte[] bytes) {
            ByteBuffer chunk = ByteBuffer.wrap(bytes);
            for (Decoded next = session.read(chunk); next != null; next = session.read(chunk)) {
                if (next instanceof Decoded.Rejected rejected) {
                    assertThat(session.read(chunk))
                            .as("a broken stream stays broken")
                            .isSameAs(rejected);
                    broken = true;
                    return;
                }
                mayWrite = true;
                List<Message> told = ((Decoded.Batch) next).messages();
                assertThat(broken).isFalse();
                if (!told.isEmpty() && !greeted) {
                    assertThat(told).hasSize(1);
                    assertThat(told.get(0)).isInstanceOfAny(Message.Hello.class, Message.Refused.class);
                    greeted = true;
                }
            }
        }
    }

    private static byte[] body(byte[] script, int at) {
        int length = (script[at] & 0xff) << 8 | script[at + 1] & 0xff;
        int from = at + 2;
        return Arrays.copyOfRange(script, from, Math.min(script.length, from + length));
    }
}
