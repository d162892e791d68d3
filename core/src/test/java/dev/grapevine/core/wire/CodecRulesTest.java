package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What reading steps over, what it refuses, and what writing refuses. */
class CodecRulesTest {

    private static final Address NODE = Address.parse("10.0.0.4:7700");
    private static final String GENERATION = "018bcfe568001234";
    private static final String NACK = "06020008";

    // ---- stepped over

    @Test
    void unknown_kinds_are_stepped_over_and_counted() {
        assertThat(decode("0003aabbcc" + NACK + "ff00" + "7e8001" + "00".repeat(128) + NACK))
                .isEqualTo(new Decoded.Batch(List.of(new Message.Nack(8), new Message.Nack(8)), 3));
    }

    @ParameterizedTest
    @CsvSource({
        "11 12 05 6e6f646534 018bcfe568001234 02 04 00 00, status 4 in a verdict",
        "11 12 05 6e6f646534 018bcfe568001234 02 01 06 00, evidence 6",
        "12 12 05 6e6f646534 018bcfe568001234 00 08 04 00, a flag in a state delta",
        "21 17 0009 00 01 05 6e6f646534 018bcfe568001234 02 08 00 00 00, a flag in a digest",
        "30 1b 02 19 05 6e6f646534 018bcfe568001234 02 04 e807 08 0a000004 1e14, a flag in discover",
        "40 16 01 01 04 73686f70 05 6e6f646534 018bcfe568001234 07, purpose 7",
        "41 03 05 01 78, reason 5",
        "42 08 01 05 0a000004 1e14, address family 5 in busy",
        "04 0f 0008 1a2b3c4d 07 0a000004 1e14 f403, address family 7",
    })
    void a_message_with_an_unknown_code_is_stepped_over_and_the_others_are_read(String hex, String what) {
        assertThat(decode(hex + NACK)).as(what).isEqualTo(new Decoded.Batch(List.of(new Message.Nack(8)), 1));
    }

    @ParameterizedTest
    @MethodSource("dev.grapevine.core.wire.GoldenTest#vectors")
    void fields_behind_the_known_ones_are_left_alone(Golden vector) {
        Message message = Golden.messages().get(vector.title());
        if (message instanceof Message.Padding
                || message instanceof Message.Ack ack && ack.sameView()
                || message instanceof Message.Alive alive && alive.introduction() == null
                || message instanceof Message.PingRequest request && request.asked() == 0
                || message instanceof Message.Examine examine && examine.asked() == 0
                || message instanceof Message.Hello hello && hello.introduction() == null
                || message instanceof Message.Verdict verdict && !verdict.forgotten()
                || message instanceof Message.StateVersion version && version.content() == 0
                || message instanceof Message.SyncDigests && vector.title().equals("sync digests")) {
            return; // what follows is more padding, or a field that may be absent
        }
        byte[] longer = withFields(vector.bytes(), fieldsLength(vector.bytes()) + 5);

        assertThat(Codec.decode(longer, 0, longer.length)).isEqualTo(new Decoded.Batch(List.of(message), 0));
    }

    // ---- cut off

    @ParameterizedTest
    @MethodSource("dev.grapevine.core.wire.GoldenTest#vectors")
    void a_message_cut_off_anywhere_is_malformed(Golden vector) {
        for (int length = 1; length < vector.bytes().length; length++) {
            assertThat(Codec.decode(vector.bytes(), 0, length))
                    .as("%d bytes", length)
                    .isInstanceOfSatisfying(
                            Decoded.Rejected.class,
                            rejected -> assertThat(rejected.reason()).isEqualTo(DropReason.MALFORMED));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.grapevine.core.wire.GoldenTest#vectors")
    void a_message_that_lacks_fields_is_malformed(Golden vector) {
        if (vector.title().equals("padding")) {
            return; // any length of it is well formed
        }
        for (int fields = 0; fields < fieldsLength(vector.bytes()); fields++) {
            byte[] shorter = withFields(vector.bytes(), fields);
            if (vector.title().equals("ack that does not") && fields == 2) {
                assertThat(Codec.decode(shorter, 0, 4))
                        .isEqualTo(new Decoded.Batch(List.of(new Message.Ack(7, true, 0)), 0));
            } else if (whole(vector, fields) != null) {
                assertThat(Codec.decode(shorter, 0, shorter.length))
                        .isEqualTo(new Decoded.Batch(List.of(message(whole(vector, fields))), 0));
            } else {
                assertThat(Codec.decode(shorter, 0, shorter.length))
                        .as("%d bytes of fields", fields)
                        .isInstanceOf(Decoded.Rejected.class);
            }
        }
    }

    private static int fieldsLength(byte[] message) {
        int length = (message[1] & 0x7f) | (message[1] < 0 ? message[2] << 7 : 0);
        assertThat(message).hasSize(1 + Writer.varintSize(length) + length);
        return length;
    }

    /** The vectors whose last field may be absent, and what they are without it. */
    private static final Map<String, String> WITHOUT_LAST = Map.of(
            "hello with a clock", "hello",
            "hello with two clocks", "hello with a clock",
            "hello, introduced", "hello with two clocks",
            "alive, introduced", "alive",
            "ping request, addressed", "ping request",
            "examine, addressed", "examine",
            "leave, forgotten", "leave",
            "state version with its content", "state version",
            "sync digests, one forgotten", "sync digests");

    /** The vector that this one is when its last fields are absent, so that so many bytes are left; null if there is none. */
    private static @Nullable String whole(Golden vector, int fields) {
        for (String title = WITHOUT_LAST.get(vector.title()); title != null; title = WITHOUT_LAST.get(title)) {
            String candidate = title;
            if (Golden.vectors().stream()
                    .anyMatch(other -> other.title().equals(candidate) && fieldsLength(other.bytes()) == fields)) {
                return candidate;
            }
        }
        return null;
    }

    private static Message message(@Nullable String title) {
        return Objects.requireNonNull(Golden.messages().get(title));
    }

    /** The message with so many bytes of fields, cut off or filled up with 0xaa. */
    private static byte[] withFields(byte[] message, int length) {
        int known = fieldsLength(message);
        Writer writer = new Writer(16);
        writer.u8(message[0]);
        writer.varint(length);
        for (int i = 0; i < length; i++) {
            writer.u8(i < known ? message[message.length - known + i] : 0xaa);
        }
        return writer.copy();
    }

    // ---- refused by the reader

    static Stream<Arguments> malformed() {
        String name = "056e6f646534";
        String record = name + GENERATION + "02";
        String manyBytes = "61".repeat(33);
        return Stream.of(
                Arguments.of("01", "truncated"),
                Arguments.of("06030008", "length beyond the end"),
                Arguments.of("0680", "truncated"),
                Arguments.of("068200" + "0008", "number in more bytes than it needs"),
                Arguments.of("06ffffffffffffffffffff01", "number of more than 63 bits"),
                Arguments.of(message("13", "00" + GENERATION + "08"), "not a member name"),
                Arguments.of(message("13", "0161".replace("61", "20") + GENERATION + "08"), "not a member name"),
                Arguments.of(message("13", "01e4" + GENERATION + "08"), "not a member name"),
                Arguments.of(message("13", "41" + "61".repeat(65) + GENERATION + "08"), "not a member name"),
                Arguments.of(message("13", "ff61" + GENERATION + "08"), "truncated"),
                Arguments.of(message("10", record + "01" + "6408"), "status not allowed here"),
                Arguments.of(message("10", record + "14" + "6408" + "0a0000041e14".repeat(5)), "more than 4 addresses"),
                Arguments.of(message("10", record + "40" + "6408" + "0201"), "protocol range upside down"),
                Arguments.of(message("10", record + "80" + "6408" + "21" + manyBytes), "text of more than 32 bytes"),
                Arguments.of(message("10", record + "80" + "6408" + "02c328"), "text is not UTF-8"),
                Arguments.of(message("10", record + "80" + "6408" + "06efbfbdeda080"), "text is not UTF-8"),
                Arguments.of(message("10", record + "80" + "6408" + "02c080"), "text is not UTF-8"),
                Arguments.of(message("10", record + "00" + "808080800808"), "number of more than 31 bits"),
                Arguments.of(
                        message("10", record + "00" + "6408" + "aa".repeat(313 - 16)), "record of more than 300 bytes"),
                Arguments.of(message("11", record + "000000"), "status not allowed here"),
                Arguments.of(message("11", record + "510100" + "0161".repeat(5)), "more than 4 accusers"),
                Arguments.of(message("12", name + GENERATION + "000800" + "01" + "000100"), "count beyond the end"),
                Arguments.of(message("12", name + GENERATION + "000800" + "01" + "00010000"), "empty key"),
                Arguments.of(message("12", name + GENERATION + "000800" + "02" + "0161010000000000"), "empty key"),
                Arguments.of(
                        message("12", name + GENERATION + "000800" + "01" + "8304" + "61".repeat(515) + "0100"),
                        "text of more than 514 bytes"),
                Arguments.of(
                        message("12", name + GENERATION + "000800" + "01" + "01610105ff"), "length beyond the end"),
                Arguments.of(
                        message("12", name + GENERATION + "000800" + "ffffffffffffffff7f"), "count beyond the end"),
                Arguments.of(message("21", "0009" + "02" + "0303" + "00"), "buckets do not ascend"),
                Arguments.of(message("21", "0009" + "02" + "0402" + "00"), "buckets do not ascend"),
                Arguments.of(message("21", "0009" + "00" + "ff7f"), "count beyond the end"),
                Arguments.of(message("23", "0009" + "ff7f"), "count beyond the end"),
                Arguments.of(message("42", "ff7f"), "count beyond the end"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void what_breaks_the_rules_rejects_the_packet(String hex, String reason) {
        assertThat(decode(hex)).isEqualTo(new Decoded.Rejected(DropReason.MALFORMED, reason));
        assertThat(decode(NACK + hex)).isEqualTo(new Decoded.Rejected(DropReason.MALFORMED, reason));
    }

    @Test
    void a_range_outside_the_array_is_the_callers_mistake() {
        assertThatThrownBy(() -> Codec.decode(new byte[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    // ---- refused by the writer

    static Stream<Arguments> unwritable() {
        MemberRecord record = new MemberRecord("node4", 5, 2, Status.ALIVE, List.of(NODE), "", 1, 1, 1_000, 8);
        String long256 = "k".repeat(256);
        return Stream.of(
                Arguments.of(new Message.Ping(65_536, 0, 0), "must be 0 to 65535, not 65536"),
                Arguments.of(new Message.Nack(-1), "must be 0 to 65535, not -1"),
                Arguments.of(new Message.StateVersion("no de", 5, 1), "not a member name: 'no de'"),
                Arguments.of(new Message.StateVersion("", 5, 1), "not a member name: ''"),
                Arguments.of(new Message.StateVersion("node4", 5, -1), "must not be negative: -1"),
                Arguments.of(
                        new Message.Alive(record.withStatus(Status.DEAD)),
                        "an ALIVE message holds an ALIVE record, not one that is DEAD"),
                Arguments.of(
                        new Message.Discover(record.withStatus(Status.LEFT), true),
                        "an ALIVE message holds an ALIVE record, not one that is LEFT"),
                Arguments.of(
                        new Message.Alive(record.withAddresses(Collections.nCopies(5, NODE))),
                        "a record holds at most 4 addresses, not 5"),
                Arguments.of(
                        new Message.Alive(new MemberRecord(
                                "node4", 5, 2, Status.ALIVE, List.of(NODE), "\u00e4".repeat(17), 1, 1, 1_000, 8)),
                        "a zone has at most 32 bytes, not 34"),
                Arguments.of(
                        new Message.Alive(
                                new MemberRecord("node4", 5, 2, Status.ALIVE, List.of(NODE), "", 2, 1, 1_000, 8)),
                        "protocol range upside down: 2 to 1"),
                Arguments.of(
                        new Message.Verdict("node4", 5, 2, Status.ALIVE, Evidence.NONE, List.of(), 0),
                        "ALIVE is no verdict"),
                Arguments.of(
                        new Message.Verdict(
                                "node4", 5, 2, Status.DEAD, Evidence.SILENT, List.of("a", "b", "c", "d", "e"), 0),
                        "a verdict names at most 4 accusers, not 5"),
                Arguments.of(
                        new Message.StateDelta("node4", 5, 0, 1, false, List.of(new StateEntry("", 1, null))),
                        "a key has 1 to 514 bytes, not 0"),
                Arguments.of(
                        new Message.StateDelta(
                                "node4", 5, 0, 1, false, List.of(new StateEntry("k".repeat(515), 1, null))),
                        "a key has 1 to 514 bytes, not 515"),
                Arguments.of(new Message.SyncBuckets(9, new int[255]), "there are 256 buckets, not 255"),
                Arguments.of(
                        new Message.SyncDigests(9, new int[] {5, 5}, List.of()),
                        "buckets ascend from 0 to 255: 5 after 5"),
                Arguments.of(
                        new Message.SyncDigests(9, new int[] {256}, List.of()),
                        "buckets ascend from 0 to 255: 256 after -1"),
                Arguments.of(
                        new Message.Hello(1, 1, long256, "node4", 5, Message.Purpose.JOIN),
                        "a cluster name has at most 255 bytes, not 256"));
    }

    @ParameterizedTest
    @MethodSource("unwritable")
    void what_has_no_place_on_the_wire_is_not_written(Message message, String reason) {
        assertThatThrownBy(() -> Codec.encode(List.of(message)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void the_longest_record_that_can_be_written_can_be_read() {
        MemberRecord longest = new MemberRecord(
                "n".repeat(64),
                -1,
                Long.MAX_VALUE,
                Status.ALIVE,
                Collections.nCopies(4, Address.parse("[fd00::1]:7700")),
                "z".repeat(32),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Long.MAX_VALUE);
        byte[] bytes = Codec.encode(List.of(new Message.Alive(longest)));

        assertThat(Codec.size(longest)).isEqualTo(213).isLessThanOrEqualTo(Codec.MAX_RECORD);
        assertThat(Codec.decode(bytes, 0, bytes.length))
                .isEqualTo(new Decoded.Batch(List.of(new Message.Alive(longest)), 0));
    }

    @Test
    void a_refusal_in_too_many_words_is_cut_between_characters() {
        Message wordy = new Message.Refused(Message.Reason.KEY, "a" + "\ud83c\udf47".repeat(100));
        Message cut = new Message.Refused(Message.Reason.KEY, "a" + "\ud83c\udf47".repeat(63));
        byte[] bytes = Codec.encode(List.of(wordy));

        assertThat(bytes).hasSize(Codec.size(wordy));
        assertThat(Codec.decode(bytes, 0, bytes.length)).isEqualTo(new Decoded.Batch(List.of(cut), 0));
    }

    private static Decoded decode(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return Codec.decode(bytes, 0, bytes.length);
    }

    private static String message(String kind, String fields) {
        Writer length = new Writer(16);
        length.varint(fields.length() / 2);
        return kind + HexFormat.of().formatHex(length.copy()) + fields;
    }
}
