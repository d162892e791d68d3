package dev.grapevine.cluster.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.Cryptography;
import dev.grapevine.core.seal.KeyAgreement;
import dev.grapevine.core.seal.KeyBoxes;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The known answers of {@code vectors/sealed.txt}, made by {@code vectors/make.py} with another implementation of all ciphers. */
class VectorFileTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final Address OTHER = Address.parse("127.0.0.1", 7700);
    private static final long NOW = 0x000102030405L * 1_000;
    private static final Message[] NONE = {};

    private final Map<String, String> answers = read();

    /** Each line's last word by the words before it. */
    private static Map<String, String> read() {
        try (InputStream in = Objects.requireNonNull(VectorFileTest.class.getResourceAsStream("/vectors/sealed.txt"))) {
            Map<String, String> answers = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                int last = line.lastIndexOf(' ');
                answers.put(line.substring(0, last), line.substring(last + 1));
            });
            return answers;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static Sealing sealing(int firstRandom) {
        Cryptography cryptography = SecurityVectorsTest.beginningWith(firstRandom);
        KeyRing keys = new KeyRing(List.of(ClusterKey.of(SecurityVectorsTest.clusterKey(), cryptography)));
        SealedNode outlet = new SealedNode(9, 0, SealedNode.key(9));
        Sealing sealing = Sealing.keyed("shop", keys, cryptography, 10, outlet, 0);
        outlet.wallMillis = NOW / 1_000_000; // the salt is drawn at 0, and both clocks go on to the first datagram
        return sealing;
    }

    private static Message[] padding(int number) {
        return number == 0 ? NONE : new Message[] {new Message.Padding(number - 1)};
    }

    @Test
    void datagrams_of_every_length() throws GeneralSecurityException {
        Sealing sealing = sealing(0xa0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int count = 1_299;
        int shown = 0;
        for (int i = 0; i < count; i++) {
            byte[] datagram = bytes(sealing.datagram(OTHER, List.of(padding(i)), NOW));
            all.writeBytes(datagram);
            String answer = answers.get("datagram " + (i == 0 ? "-" : String.valueOf(i - 1)));
            if (answer != null) {
                shown++;
                assertThat(HEX.formatHex(datagram)).as("datagram " + (i - 1)).isEqualTo(answer);
            }
        }
        assertThat(shown).isEqualTo(16);
        assertThat(sha256(all.toByteArray())).isEqualTo(answers.get("datagrams " + count));
    }

    @Test
    void datagrams_are_opened() {
        Sealing sender = sealing(0xa0);
        sender.datagram(OTHER, List.of(), NOW); // from here on it has a salt
        Sealing receiver = sealing(0xb0);
        receiver.introduced("sender", 1, Objects.requireNonNull(sender.own()), NOW);
        List<Message> opened = new ArrayList<>();
        for (int length : List.of(0, 1, 13, 127, 128, 1_296, 1_297)) {
            byte[] datagram = HEX.parseHex(Objects.requireNonNull(answers.get("datagram " + length)));
            receiver.open(ByteBuffer.wrap(datagram), OTHER, (messages, from, by, at) -> opened.addAll(messages), NOW);
            assertThat(opened).last().isEqualTo(new Message.Padding(length));
        }
        assertThat(opened).hasSize(7);
    }

    @Test
    void streams_of_many_frames() throws GeneralSecurityException {
        StreamSession opener = sealing(0x10).openedStream();
        StreamSession answerer = sealing(0x20).acceptedStream();
        SecurityVectorsTest.read(answerer, opener.pending(), messages -> {});
        SecurityVectorsTest.read(opener, answerer.pending(), messages -> {});
        assertFrames("opener", opener);
        assertFrames("answerer", answerer);
    }

    private void assertFrames(String side, StreamSession session) throws GeneralSecurityException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<Integer> shown = List.of(0, 1, 2, 255, 256, 399);
        for (int number = 0; number < 400; number++) {
            int length = 7 * number % 1_000;
            byte[] frame = bytes(session.write(List.of(new Message.Padding(length))));
            all.writeBytes(frame);
            if (shown.contains(number)) {
                assertThat(HEX.formatHex(frame))
                        .as(side + "'s frame " + number)
                        .isEqualTo(answers.get(side + " " + length));
            }
        }
        assertThat(sha256(all.toByteArray())).isEqualTo(answers.get(side + "s 400"));
    }

    private byte[] answer(String name) {
        return HEX.parseHex(Objects.requireNonNull(answers.get(name), name));
    }

    private KeyAgreement agreement(String side) throws GeneralSecurityException {
        String publicKey = HexFormat.ofDelimiter(" ").formatHex(answer("public " + side));
        return SecurityVectorsTest.agreement(side.equals("opener") ? 0x40 : 0x50, publicKey);
    }

    @Test
    void boxes_of_both_sides() throws GeneralSecurityException {
        byte[] transcript = HEX.parseHex("7426838da8a6a8d9d31306c78863fd4cbe34bb20bea4f55585f1c6812dfb71ce");
        KeyId under = ClusterKey.of(SecurityVectorsTest.clusterKey(), new JdkCryptography())
                .id();
        KeyBoxes opener = new KeyBoxes(
                SecurityVectorsTest.agreeing(agreement("opener")), new StreamSecret(under, transcript, true));
        KeyBoxes answerer = new KeyBoxes(
                SecurityVectorsTest.agreeing(agreement("answerer")), new StreamSecret(under, transcript, false));
        for (int number = 0; number < 8; number++) {
            KeyId id = new KeyId(0x1111111111111111L + number);
            byte[] key = new byte[ClusterKey.LENGTH];
            Arrays.fill(key, (byte) (0x60 + number));
            assertThat(opener.seal(answerer.publicKey(), number, id, key)).isEqualTo(answer("box opener " + number));
            assertThat(answerer.seal(opener.publicKey(), number, id, key)).isEqualTo(answer("box answerer " + number));
            assertThat(answerer.open(opener.publicKey(), number, id, answer("box opener " + number)))
                    .isEqualTo(key);
            assertThat(opener.open(answerer.publicKey(), number, id, answer("box answerer " + number)))
                    .isEqualTo(key);
        }
    }
}
