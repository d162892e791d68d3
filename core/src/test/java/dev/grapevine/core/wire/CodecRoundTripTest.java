package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.MessageKind;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodecRoundTripTest {

    @ParameterizedTest
    @EnumSource(MessageKind.class)
    void a_message_of_every_kind_comes_back_equal_and_has_the_size_foretold(MessageKind kind) {
        long seed = ThreadLocalRandom.current().nextLong();
        RandomMessages random = new RandomMessages(seed);
        for (int i = 0; i < 1_000; i++) {
            Message message = random.next(kind);
            byte[] bytes = Codec.encode(List.of(message));

            assertThat(bytes.length).as("size, seed %d, %s", seed, message).isEqualTo(Codec.size(message));
            assertThat(bytes[0] & 0xff).isEqualTo(kind.code());
            assertThat(Codec.decode(bytes, 0, bytes.length))
                    .as("seed %d", seed)
                    .isEqualTo(new Decoded.Batch(List.of(message), 0));
        }
    }

    @Test
    void lists_come_back_equal_from_anywhere_in_an_array() {
        long seed = ThreadLocalRandom.current().nextLong();
        RandomMessages random = new RandomMessages(seed);
        for (int i = 0; i < 2_000; i++) {
            List<Message> messages = random.list(12);
            byte[] bytes = Codec.encode(messages);
            byte[] array = new byte[bytes.length + 20];
            Arrays.fill(array, (byte) 0xff);
            System.arraycopy(bytes, 0, array, 7, bytes.length);

            assertThat(bytes.length).as("size, seed %d", seed).isEqualTo(Codec.size(messages));
            assertThat(Codec.decode(array, 7, bytes.length))
                    .as("seed %d", seed)
                    .isEqualTo(new Decoded.Batch(messages, 0));
        }
    }

    @Test
    void a_record_takes_as_many_bytes_within_a_message_as_its_size_says() {
        long seed = ThreadLocalRandom.current().nextLong();
        RandomMessages random = new RandomMessages(seed);
        for (int i = 0; i < 1_000; i++) {
            Message.Alive alive = new Message.Alive(random.alive());
            int record = Codec.size(alive.record());

            assertThat(record).as("seed %d, %s", seed, alive).isLessThanOrEqualTo(Codec.MAX_RECORD);
            assertThat(Codec.size(alive)).isEqualTo(1 + Writer.varintSize(record) + record);
        }
    }
}
