package dev.grapevine.core.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.RandomMessages;
import dev.grapevine.core.wire.Salt;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordMessagesTest {

    private static final Introduction INTRODUCTION = new Introduction(new Salt((byte) 1, -1), -1);

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void an_accusation_has_room_for_any_refutation_sealed_or_plain(int seed) {
        RandomMessages random = new RandomMessages(seed);
        MemberRecord accused = random.alive();
        List<Message> accusation = RecordMessages.accusation(verdict(random.name(), seed % 5));

        if (Codec.size(accused) <= Codec.MAX_RECORD) {
            assertThat(Codec.size(accusation))
                    .isGreaterThanOrEqualTo(Codec.size(new Message.Alive(accused, INTRODUCTION)));
        }
        assertThat(accusation).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void an_accusation_has_room_for_the_longest_record_and_is_hardly_longer() {
        List<Address> addresses =
                IntStream.range(0, 4).mapToObj(i -> new Address(-1, i, 65_535)).toList();
        MemberRecord record = new MemberRecord(
                "n".repeat(64),
                -1,
                Long.MAX_VALUE,
                Status.ALIVE,
                addresses,
                "z".repeat(32),
                1,
                1,
                1_000,
                Long.MAX_VALUE);
        int refutation = Codec.size(new Message.Alive(record, INTRODUCTION));

        for (int names = 1; names <= 64; names++) {
            Message.Verdict verdict = verdict("n".repeat(names), 4);
            List<Message> accusation = RecordMessages.accusation(verdict);
            assertThat(Codec.size(accusation)).isBetween(refutation, Math.max(317, Codec.size(verdict)));
        }
    }

    private static Message.Verdict verdict(String name, int accusers) {
        return new Message.Verdict(
                name,
                -1,
                Long.MAX_VALUE,
                Status.SUSPECT,
                Evidence.SILENT,
                IntStream.range(0, Math.min(4, accusers))
                        .mapToObj(i -> "a".repeat(63) + i)
                        .toList(),
                Long.MAX_VALUE);
    }
}
