package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.MessageKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageCounterTest {

    private final MessageCounter tally = new MessageCounter();

    @Test
    void counts_datagrams_by_the_kind_of_their_first_message() {
        tally.add(List.of(new Message.SyncDone(1), new Message.Loose()));
        tally.add(List.of(new Message.Loose()));
        tally.add(List.of(new Message.SyncDone(2)));

        assertThat(tally.byKind()).isEqualTo(Map.of(MessageKind.SYNC_DONE, 2L, MessageKind.LOOSE, 1L));
    }

    @Test
    void what_was_told_is_a_copy() {
        Map<MessageKind, Long> before = tally.byKind();
        tally.add(List.of(new Message.Loose()));

        assertThat(before).isEmpty();
    }
}
