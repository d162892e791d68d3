package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.pingFor;
import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.RandomMessages;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stranger sends random datagrams of every kind for twenty seconds, while four members answer pings as ever. */
class PeerHostileDatagramsTest {

    private static final int STRANGER = 99;
    private static final int MEMBERS = 5;

    private final PeerBench bench = new PeerBench().know(MEMBERS);
    private final Map<Address, Integer> packets = new HashMap<>();
    private final Map<Address, Integer> bytes = new HashMap<>();
    private int running = MEMBERS;
    private int packetsIn;
    private int bytesIn;

    /** What was sent is counted, and the members that run answer. */
    private void turn() {
        bench.pass(10);
        List<RecordingPort.Datagram> sent = List.copyOf(bench.port.sent);
        for (RecordingPort.Datagram datagram : sent) {
            packets.merge(datagram.to(), 1, Integer::sum);
            bytes.merge(datagram.to(), Codec.size(datagram.messages()), Integer::sum);
        }
        bench.port.sent.clear();
        for (RecordingPort.Datagram datagram : sent) {
            for (int i = 2; i <= running; i++) {
                if (datagram.to().equals(address(i)) && datagram.messages().get(0) instanceof Message.Ping ping) {
                    bench.hear(i, new Message.Ack(ping.number(), true, 0));
                } else if (datagram.to().equals(address(i))
                        && datagram.messages().get(0) instanceof Message.PingRequest request) {
                    bench.hear(i, new Message.Nack(request.number()));
                }
            }
        }
    }

    private List<Message> hostile(RandomMessages messages, SplittableRandom random) {
        List<Message> datagram = new ArrayList<>();
        int size = 0;
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            Message message = random.nextInt(4) == 0 ? pingFor("m1", 1_000, i, 0) : messages.next();
            size += Codec.size(message);
            if (size <= 1_168) {
                datagram.add(message);
            }
        }
        return datagram;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_gets_no_more_than_it_sends_silent_addresses_get_little_and_the_dead_are_still_found(long seed) {
        RandomMessages messages = new RandomMessages(seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            turn();
        }
        for (int i = 0; i < 2_000; i++) {
            List<Message> datagram = hostile(messages, random);
            packetsIn++;
            bytesIn += Codec.size(datagram);
            bench.peer.receive(datagram, address(STRANGER), bench.now());
            turn();
            assertThat(packets.getOrDefault(address(STRANGER), 0)).isLessThanOrEqualTo(packetsIn);
            assertThat(bytes.getOrDefault(address(STRANGER), 0)).isLessThanOrEqualTo(bytesIn);
        }
        for (int i = 2; i <= MEMBERS; i++) {
            assertThat(bench.member(i).status()).isEqualTo(Status.ALIVE);
            packets.remove(address(i));
            bytes.remove(address(i));
        }
        packets.remove(address(STRANGER));
        bytes.remove(address(STRANGER));
        assertThat(packets.values()).allMatch(count -> count <= 16 + 22);
        assertThat(bytes.values()).allMatch(count -> count <= 16_384 + 22 * 512);

        running = MEMBERS - 1;
        for (int i = 0; i < 3_000 && bench.member(MEMBERS).status() != Status.DEAD; i++) {
            turn();
        }
        assertThat(bench.member(MEMBERS).status()).isEqualTo(Status.DEAD);
    }
}
