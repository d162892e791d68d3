package dev.grapevine.core.rumor;

import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The budgets of addresses that have proven nothing, whatever the parts of a peer ask for. Members are at addresses 1 to 3. */
class OutboxTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Address STRANGER = address(99);
    private static final Address THIRD_PARTY = address(98);

    private final View view = Samples.viewOf(3);
    private final RecordingPort port = new RecordingPort();
    private final Outbox outbox = new Outbox(port, view, 1_168);

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static List<Message> padding(int bytes) {
        return List.of(new Message.Padding(bytes));
    }

    private List<RecordingPort.Datagram> to(Address address) {
        return port.sent.stream()
                .filter(datagram -> datagram.to().equals(address))
                .toList();
    }

    private int bytesTo(Address address) {
        return to(address).stream()
                .mapToInt(datagram -> Codec.size(datagram.messages()))
                .sum();
    }

    // ---- answers

    @ParameterizedTest
    @MethodSource("seeds")
    void one_datagram_brings_its_sender_and_a_third_party_one_packet_each_and_no_more_bytes_than_it_has(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            List<Message> question = padding(random.nextInt(300));
            port.sent.clear();
            outbox.handling(question, STRANGER, false);
            for (int j = random.nextInt(6); j > 0; j--) {
                List<Message> answer = padding(random.nextInt(300));
                Address to = random.nextBoolean() ? STRANGER : THIRD_PARTY;
                if (random.nextBoolean()) {
                    outbox.answer(to, answer, 0);
                } else if (outbox.reserve(to, Codec.size(answer), 0)) {
                    outbox.sendReserved(to, answer);
                }
            }
            outbox.handled();
            assertThat(to(STRANGER)).hasSizeLessThanOrEqualTo(1);
            assertThat(to(THIRD_PARTY)).hasSizeLessThanOrEqualTo(1);
            assertThat(bytesTo(STRANGER)).isLessThanOrEqualTo(Codec.size(question));
            assertThat(bytesTo(THIRD_PARTY)).isLessThanOrEqualTo(Codec.size(question));
        }
    }

    @Test
    void an_answer_has_as_many_bytes_as_the_question_and_not_one_more() {
        outbox.handling(padding(40), STRANGER, false);
        assertThat(outbox.answer(STRANGER, padding(41), 0)).isFalse();
        assertThat(outbox.answer(STRANGER, padding(40), 0)).isTrue();
        assertThat(outbox.answer(STRANGER, padding(0), 0)).isFalse();
        assertThat(outbox.refused()).isEqualTo(2);
    }

    @Test
    void nothing_is_answered_when_the_datagram_is_handled() {
        outbox.handling(padding(40), STRANGER, false);
        outbox.handled();
        assertThat(outbox.answer(STRANGER, padding(0), 0)).isFalse();
        assertThat(port.sent).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 99})
    void all_strangers_together_and_all_members_together_have_8192_answers_a_second(int i) {
        for (int sent = 0; sent < 9_000; sent++) {
            outbox.handling(padding(40), address(i), false);
            outbox.answer(address(i), padding(40), 0);
            outbox.handled();
        }
        assertThat(to(address(i))).hasSize(8_192);
        assertThat(outbox.refused()).isEqualTo(9_000 - 8_192);

        outbox.handling(padding(40), address(i), false);
        assertThat(outbox.answer(address(i), padding(40), SECOND)).isTrue();
    }

    @Test
    void an_address_that_has_answered_gets_everything() {
        view.answered(Samples.entry(view, 2), address(2), 0);
        outbox.handling(padding(1), address(2), false);
        for (int i = 0; i < 100; i++) {
            assertThat(outbox.answer(address(2), padding(1_000), 0)).isTrue();
            assertThat(outbox.send(address(2), padding(1_000), 0)).isTrue();
        }
    }

    // ---- of its own accord

    @ParameterizedTest
    @MethodSource("seeds")
    void unasked_an_address_gets_sixteen_packets_and_16384_bytes_and_one_packet_and_512_bytes_more_a_second(long seed) {
        Random random = new Random(seed);
        int longest = random.nextBoolean() ? 40 : 1_100;
        long now = 0;
        int[] packets = new int[200];
        int[] bytes = new int[200];
        for (int i = 0; i < 400; i++) {
            now += random.nextInt(8) == 0 ? random.nextLong(SECOND) : 0;
            int to = random.nextBoolean() ? 2 : 99;
            List<Message> messages = padding(random.nextInt(longest));
            int before = port.sent.size();
            switch (random.nextInt(3)) {
                case 0 -> outbox.send(address(to), messages, now);
                case 1 -> outbox.push(address(to), messages, now);
                default -> {
                    boolean connected = outbox.mayConnect(address(to), now);
                    packets[to] += connected ? 1 : 0;
                    bytes[to] += connected ? 64 : 0;
                }
            }
            if (port.sent.size() > before) {
                packets[to]++;
                bytes[to] += Codec.size(messages);
            }
            assertThat(packets[to]).isLessThanOrEqualTo(16 + (int) (now / SECOND));
            assertThat(bytes[to]).isLessThanOrEqualTo(16_384 + (int) (512 * now / SECOND));
        }
        assertThat(packets[2]).isGreaterThanOrEqualTo(14);
        assertThat(outbox.refused()).isPositive();
    }

    @Test
    void names_that_are_said_to_be_at_one_address_share_its_allowance() {
        for (int i = 10; i < 60; i++) {
            Samples.put(view, Samples.member("fake" + i, 99), 0);
            outbox.send(STRANGER, padding(20), 0);
            outbox.push(STRANGER, padding(20), 0);
        }
        assertThat(to(STRANGER)).hasSize(16);
    }
}
