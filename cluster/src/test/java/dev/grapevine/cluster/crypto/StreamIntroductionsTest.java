package dev.grapevine.cluster.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Salt;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a stream tells of clocks, if it is held back on the way, or waits while a machine is suspended. */
class StreamIntroductionsTest {

    private static final long MILLI = 1_000_000;
    private static final Introduction TOLD = Introduction.at(new Salt((byte) 1, 2), 77L << 16);

    private final SealedNode a = new SealedNode(1, 0, SealedNode.key(1));
    private final SealedNode b = new SealedNode(2, 0, SealedNode.key(1));
    private final StreamSession opener = a.sealing.openedStream();
    private final StreamSession answerer = b.sealing.acceptedStream();

    private static Message.Hello hello() {
        return new Message.Hello(1, 1, "test", "a", 1, Message.Purpose.SYNC, 0, 0, TOLD);
    }

    private static List<Message> read(StreamSession session, ByteBuffer bytes) {
        List<Message> heard = new ArrayList<>();
        for (Decoded next = session.read(bytes); next != null; next = session.read(bytes)) {
            assertThat(next).isInstanceOf(Decoded.Batch.class);
            heard.addAll(((Decoded.Batch) next).messages());
        }
        return heard;
    }

    private void agree() {
        assertThat(read(answerer, opener.pending())).isEmpty();
        assertThat(read(opener, answerer.pending())).isEmpty();
    }

    private static @Nullable Introduction introduction(List<Message> heard) {
        return ((Message.Hello) heard.get(0)).introduction();
    }

    @Test
    void a_young_stream_tells_clocks() {
        agree();
        b.pass(2_000 * MILLI);
        assertThat(introduction(read(answerer, opener.write(List.of(hello()))))).isEqualTo(TOLD);
    }

    @Test
    void an_old_stream_tells_salts_alone_on_both_sides() {
        agree();
        b.pass(2_001 * MILLI);
        a.pass(2_001 * MILLI);
        Introduction withoutClock = Introduction.withoutClock(TOLD.salt());
        assertThat(introduction(read(answerer, opener.write(List.of(hello()))))).isEqualTo(withoutClock);
        assertThat(introduction(read(opener, answerer.write(List.of(hello()))))).isEqualTo(withoutClock);
        assertThat(read(answerer, opener.write(List.of(new Message.KeepAlive()))))
                .hasSize(1);
    }

    @Test
    void what_lay_in_the_socket_while_the_machine_was_suspended_tells_salts_alone() {
        agree();
        ByteBuffer before = opener.write(List.of(hello()));
        b.wallMillis += 3_600_000;
        assertThat(Objects.requireNonNull(introduction(read(answerer, before))).hasClock())
                .isFalse();
    }
}
