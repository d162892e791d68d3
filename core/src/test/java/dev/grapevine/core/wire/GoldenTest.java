package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.MessageKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenTest {

    private static final Map<String, Message> MESSAGES = Golden.messages();

    static List<Golden> vectors() {
        return Golden.vectors();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void the_message_is_written_as_these_bytes_and_these_bytes_are_read_as_the_message(Golden vector) {
        Message message = Objects.requireNonNull(MESSAGES.get(vector.title()));

        assertThat(Golden.text(message)).isEqualTo(vector.text());
        assertThat(Golden.hex(Codec.encode(List.of(message)))).isEqualTo(Golden.hex(vector.bytes()));
        assertThat(Codec.decode(vector.bytes(), 0, vector.bytes().length))
                .isEqualTo(new Decoded.Batch(List.of(message), 0));
        assertThat(Codec.size(message)).isEqualTo(vector.bytes().length);
    }

    @Test
    void every_message_has_a_vector_and_every_kind_a_message() {
        assertThat(vectors()).extracting(Golden::title).containsExactlyElementsOf(MESSAGES.keySet());

        Set<MessageKind> kinds = EnumSet.noneOf(MessageKind.class);
        MESSAGES.values().forEach(message -> kinds.add(message.kind()));
        assertThat(kinds).containsExactly(MessageKind.values());
    }

    @Test
    void every_kind_of_message_has_one_kind_of_its_own() {
        Class<?>[] records = Message.class.getPermittedSubclasses();

        assertThat(MESSAGES.values().stream().map(Message::getClass).distinct()).hasSameSizeAs(records);
        assertThat(MessageKind.values()).hasSameSizeAs(records);
        assertThat(Set.of(MessageKind.values()).stream().map(MessageKind::code))
                .doesNotHaveDuplicates()
                .allMatch(code -> code > 0 && code < 256);
    }

    /** A record of a usual member is what most of the traffic of a changing cluster is made of. */
    @Test
    void a_usual_record_takes_25_bytes_and_a_full_one_66() {
        assertThat(Codec.size(((Message.Alive) Objects.requireNonNull(MESSAGES.get("alive"))).record()))
                .isEqualTo(25);
        assertThat(Codec.size(((Message.Alive) Objects.requireNonNull(MESSAGES.get("alive with everything"))).record()))
                .isEqualTo(66);
    }
}
