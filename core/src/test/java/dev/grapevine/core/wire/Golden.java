package dev.grapevine.core.wire;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The golden vectors: messages, and the bytes that every version ever must make of them and read from them. They stand in
 * {@code wire/golden.txt}, one after the other: a title, the message as text behind {@code = }, its bytes in hex.
 *
 * @param title unique
 * @param text the message as {@link #text(Message)} has it
 * @param bytes the whole message: kind, length, fields
 */
record Golden(String title, String text, byte[] bytes) {

    private static final long GENERATION = 0x018b_cfe5_6800_1234L;
    private static final long NONCE = 0x1122_3344_5566_7788L;

    private static final Introduction INTRODUCTION =
            new Introduction(new Salt((byte) 0xa0, 0xa1a2_a3a4_a5a6_a7a8L), 0x0102_0304);

    /** The messages of the vectors, by title. */
    static Map<String, Message> messages() {
        Map<String, Message> messages = new LinkedHashMap<>();
        messages.put("ping", new Message.Ping(7, 0x1a2b3c4d, 0x0123_4567_89ab_cdefL));
        messages.put("ack that agrees", new Message.Ack(7, true, 0));
        messages.put("ack that does not", new Message.Ack(7, false, 0xfedc_ba98_7654_3210L));
        messages.put("gone", new Message.Gone(7, 0x1a2b3c4d, GENERATION));
        messages.put("ping request", new Message.PingRequest(8, 0x1a2b3c4d, Address.parse("10.0.0.4:7700"), 500));
        messages.put(
                "ping request, addressed",
                new Message.PingRequest(8, 0x1a2b3c4d, Address.parse("10.0.0.4:7700"), 500, 0x5e6f7081));
        messages.put(
                "ping request, IPv6", new Message.PingRequest(8, 0x1a2b3c4d, Address.parse("[fd00::4]:7700"), 500));
        messages.put("relayed ack", new Message.RelayedAck(8));
        messages.put("nack", new Message.Nack(8));
        messages.put("examine", new Message.Examine(8, "node4", 111411200000004660L));
        messages.put("examine, addressed", new Message.Examine(8, "node4", 111411200000004660L, 0x5e6f7081));
        messages.put("examined", new Message.Examined(8, Message.Finding.REFUSES));
        messages.put("identify", new Message.Identify(NONCE, "node4", GENERATION, Message.Claim.RUNNING));
        messages.put("identified", new Message.Identified(NONCE, Message.Claim.NONE, 0, met()));
        messages.put(
                "identified, by the other process",
                new Message.Identified(NONCE, Message.Claim.STAYS, GENERATION + 1, List.of()));
        messages.put("tether check", new Message.TetherCheck(NONCE));
        messages.put("alive", new Message.Alive(node4()));
        messages.put("alive, introduced", new Message.Alive(node4(), INTRODUCTION));
        messages.put("alive with everything", new Message.Alive(everything()));
        messages.put(
                "suspicion",
                new Message.Verdict("node4", GENERATION, 2, Status.SUSPECT, Evidence.SILENT, List.of("node2"), 1_250));
        messages.put(
                "death",
                new Message.Verdict(
                        "node4", GENERATION, 2, Status.DEAD, Evidence.REFUSED, List.of("node2", "node5"), 0));
        messages.put("leave", new Message.Verdict("node4", GENERATION, 2, Status.LEFT, Evidence.NONE, List.of(), 0));
        messages.put(
                "leave, forgotten",
                new Message.Verdict("node4", GENERATION, 2, Status.LEFT, Evidence.NONE, List.of(), 0, true));
        messages.put("state delta", new Message.StateDelta("node4", GENERATION, 5, 8, false, entries()));
        messages.put("state delta, to replace", new Message.StateDelta("node4", GENERATION, 0, 8, true, List.of()));
        messages.put(
                "state delta, more follows",
                new Message.StateDelta(
                        "node4", GENERATION, 0, 8, true, entries().subList(0, 1), true));
        messages.put("state version", new Message.StateVersion("node4", GENERATION, 300));
        messages.put(
                "state version with its content",
                new Message.StateVersion("node4", GENERATION, 300, 0x0123_4567_89ab_cdefL));
        messages.put("state request", new Message.StateRequest("node4", GENERATION, 8));
        messages.put(
                "sync buckets",
                new Message.SyncBuckets(
                        9, IntStream.range(0, 256).map(i -> 0x0101_0101 * i).toArray()));
        messages.put("sync digests", new Message.SyncDigests(9, new int[] {3, 200}, digests()));
        messages.put(
                "sync digests, one forgotten",
                new Message.SyncDigests(
                        9,
                        new int[] {3, 200},
                        List.of(digests().get(0), digests().get(1).asForgotten())));
        messages.put("sync too large", new Message.SyncTooLarge(9));
        messages.put(
                "sync request",
                new Message.SyncRequest(
                        9, List.of(new Message.Wanted("node4", GENERATION, 5), new Message.Wanted("node6", 0, 0))));
        messages.put("sync done", new Message.SyncDone(9));
        messages.put("padding", new Message.Padding(3));
        messages.put("discover", new Message.Discover(node4(), false));
        messages.put("discover, answer", new Message.Discover(node4(), true));
        messages.put("hello", new Message.Hello(1, 1, "shop", "node4", GENERATION, Message.Purpose.JOIN));
        messages.put(
                "hello with a clock",
                new Message.Hello(1, 1, "shop", "node4", GENERATION, Message.Purpose.JOIN, 1_700_000_000_000L));
        messages.put(
                "hello with two clocks",
                new Message.Hello(
                        1,
                        1,
                        "shop",
                        "node4",
                        GENERATION,
                        Message.Purpose.JOIN,
                        1_700_000_000_000L,
                        1_700_000_000_001L,
                        null));
        messages.put(
                "hello, introduced",
                new Message.Hello(
                        1,
                        1,
                        "shop",
                        "node4",
                        GENERATION,
                        Message.Purpose.JOIN,
                        1_700_000_000_000L,
                        1_700_000_000_001L,
                        INTRODUCTION));
        messages.put("refused", new Message.Refused(Message.Reason.CLUSTER, "this is cluster bar"));
        messages.put(
                "busy", new Message.Busy(List.of(Address.parse("10.0.0.4:7700"), Address.parse("[fd00::4]:7700"))));
        messages.put("loose", new Message.Loose());
        messages.put("leaving", new Message.Leaving());
        messages.put("keep-alive", new Message.KeepAlive());
        messages.put("tether proof", new Message.TetherProof(NONCE));
        messages.put("prove", new Message.Prove(0, 0x11223344556677L));
        messages.put(
                "keyring",
                new Message.KnownKeys(List.of(
                        new KeyEntry(0x0102_0304_0506_0708L, 3, true),
                        new KeyEntry(0x94b0_f50d_fc95_bb3aL, 0x1_0002, false))));
        messages.put(
                "keys wanted",
                new Message.WantedKeys(octets(0xd0, Message.PUBLIC_KEY), List.of(0x94b0_f50d_fc95_bb3aL)));
        messages.put(
                "keys given",
                new Message.GivenKeys(
                        octets(0x30, Message.PUBLIC_KEY),
                        List.of(new Message.KeyBox(0x94b0_f50d_fc95_bb3aL, octets(0x60, Message.KeyBox.LENGTH)))));
        return messages;
    }

    /** Bytes that count upwards. */
    private static Octets octets(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return new Octets(bytes);
    }

    private static MemberRecord node4() {
        return new MemberRecord(
                "node4", GENERATION, 2, Status.ALIVE, List.of(Address.parse("10.0.0.4:7700")), "", 1, 1, 1_000, 8);
    }

    private static MemberRecord everything() {
        List<Address> addresses = List.of(Address.parse("10.0.0.4:7700"), Address.parse("[fd00::4]:7700"));
        return new MemberRecord(
                "node-4.example", GENERATION, 300, Status.ALIVE, addresses, "eu-süd", 1, 2, 200, 70_000);
    }

    private static List<Message.Met> met() {
        return List.of(
                new Message.Met(GENERATION, Address.parse("10.0.0.4:7700"), 3_600_000),
                new Message.Met(GENERATION + 1, Address.parse("[fd00::4]:7700"), 40));
    }

    private static List<StateEntry> entries() {
        return List.of(
                new StateEntry("s/web/web", 6, new byte[] {2, 1, 80}),
                new StateEntry("t/blue", 7, new byte[0]),
                new StateEntry("m/build", 8, null));
    }

    private static List<Message.Digest> digests() {
        return List.of(
                new Message.Digest("node4", GENERATION, 2, Status.ALIVE, 0, 8),
                new Message.Digest("node5", GENERATION + 1, 0, Status.DEAD, 60_000, 0));
    }

    /** The vectors of the file, in its order. */
    static List<Golden> vectors() {
        List<Golden> vectors = new ArrayList<>();
        String title = "";
        String text = "";
        StringBuilder hex = new StringBuilder();
        for (String line : (file() + "\n\n").split("\n", -1)) {
            if (line.startsWith("#")) {
                continue;
            }
            if (line.isBlank()) {
                if (!title.isEmpty()) {
                    vectors.add(new Golden(title, text, HexFormat.of().parseHex(hex)));
                }
                title = "";
                hex.setLength(0);
            } else if (line.startsWith("= ")) {
                text = line.substring(2);
            } else if (title.isEmpty()) {
                title = line;
            } else {
                hex.append(line.replace(" ", ""));
            }
        }
        return vectors;
    }

    private static String file() {
        try (InputStream in =
                Objects.requireNonNull(Golden.class.getResourceAsStream("/wire/golden.txt"), "golden.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a message as the file has it: 256 hashes are for nobody to read. */
    static String text(Message message) {
        return message.toString().replaceAll("hashes=\\[[^]]*]", "256 hashes");
    }

    /** Hex as people read it. */
    static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    @Override
    public String toString() {
        return title;
    }
}
