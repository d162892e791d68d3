package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import org.junit.jupiter.api.Test;

/** A sealed datagram comes from the member whose salt it bears, whatever its address says. */
class PeerSealedSenderTest {

    private static final Message PING = PeerBench.pingFor("m1", 1_000, 5, 77);

    private final PeerBench bench = new PeerBench();

    /** The length of the answer to a ping from the address of member 2, which is proven, while there is news to tell. */
    private int answerTo(SenderId sealer) {
        bench.know(5);
        for (int i = 0; i < 8; i++) {
            bench.pass(1_000).answerPings().forget();
        }
        bench.hear(3, new Message.Alive(Samples.member(6)));
        bench.forget().hearSealed(sealer, 2, PING);
        return bench.port.to(address(2)).stream()
                .filter(messages -> messages.get(0) instanceof Message.Ack)
                .mapToInt(Codec::size)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_member_itself_is_told_the_news() {
        assertThat(answerTo(new SenderId("m2", 1))).isGreaterThan(Codec.size(PING));
    }

    @Test
    void no_more_bytes_go_to_an_address_than_came_from_it_by_another_process() {
        assertThat(answerTo(new SenderId("m3", 1))).isLessThanOrEqualTo(Codec.size(PING));
    }

    @Test
    void nor_by_an_earlier_generation() {
        assertThat(answerTo(new SenderId("m2", 0))).isLessThanOrEqualTo(Codec.size(PING));
    }

    @Test
    void nor_by_a_process_that_nobody_has_introduced() {
        assertThat(answerTo(SenderId.UNKNOWN)).isLessThanOrEqualTo(Codec.size(PING));
    }
}
