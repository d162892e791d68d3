package dev.grapevine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grapevine.agent.dns.DnsConnection;
import dev.grapevine.agent.dns.DnsResponder;
import dev.grapevine.agent.dns.DnsSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;

/** Whatever comes by DNS: it gets no response, or a sound one of its own number that is not too long. */
class DnsFuzzTest {

    private static final int PLAIN_SIZE = 512;
    private static final int UDP_SIZE = 1_232;
    private static final int HEADER = 12;

    private final DnsResponder responder = DnsResponder.of(
            new StillCluster().cluster(),
            new DnsSettings(
                    List.of(Name.fromConstantString("grapevine.internal."), Name.fromConstantString("consul.")),
                    Duration.ZERO,
                    Map.of(),
                    Duration.ZERO,
                    false),
            new Random(1));

    /** A datagram, which comes twice, as a packet may be kept for the second time. */
    @FuzzTest
    void datagram(byte[] query) throws IOException {
        for (int time = 0; time < 2; time++) {
            byte[] response = responder.respond(query, UDP_SIZE);
            if (response != null) {
                assertThat(response).hasSizeLessThanOrEqualTo(taken(query));
                sound(query, response);
            }
        }
    }

    /** What the client says that it takes. */
    private static int taken(byte[] query) {
        try {
            Message message = new Message(query);
            return message.getOPT() == null
                    ? PLAIN_SIZE
                    : Math.min(UDP_SIZE, Math.max(PLAIN_SIZE, message.getOPT().getPayloadSize()));
        } catch (IOException | RuntimeException malformed) {
            return HEADER;
        }
    }

    private static void sound(byte[] query, byte[] response) throws IOException {
        Message message = new Message(response);
        Header header = message.getHeader();
        assertThat(header.getID()).isEqualTo((query[0] & 0xff) << 8 | query[1] & 0xff);
        assertThat(header.getFlag(Flags.QR)).isTrue();
        assertThat(header.getFlag(Flags.RA)).isFalse();
        // Only what names our own records is answered.
        for (org.xbill.DNS.Record record : message.getSection(Section.ANSWER)) {
            assertThat(record.getName()).isEqualTo(message.getQuestion().getName());
        }
    }

    /** A stream, which comes in two parts, and then ends. */
    @FuzzTest
    void stream(byte[] bytes) throws IOException {
        List<byte[]> queries = new ArrayList<>();
        Client client = new Client(bytes);
        DnsConnection connection = new DnsConnection(client, 0);
        boolean goesOn = true;
        for (int i = 0; goesOn && i < 8; i++) {
            goesOn = connection.read(
                    query -> {
                        byte[] response = responder.respond(query, 0);
                        if (response != null) {
                            queries.add(query);
                        }
                        return response;
                    },
                    i);
        }
        assertThat(goesOn).as("the connection ends with the stream").isFalse();
        ByteBuffer sent = ByteBuffer.wrap(client.sent.toByteArray());
        int responses = 0;
        while (sent.hasRemaining()) {
            byte[] response = new byte[sent.getShort() & 0xffff];
            sent.get(response);
            sound(queries.get(responses++), response);
        }
    }

    /** Sends half of its bytes at first, and takes all that comes. */
    private static final class Client implements ByteChannel {

        private final byte[] bytes;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private int at;
        private @Nullable Integer pause;

        Client(byte[] bytes) {
            this.bytes = bytes;
            this.pause = bytes.length / 2;
        }

        @Override
        public int read(ByteBuffer into) {
            if (pause != null && at >= pause) {
                pause = null;
                return 0;
            }
            int until = pause == null ? bytes.length : pause;
            if (at == until) {
                return -1;
            }
            int count = Math.min(into.remaining(), until - at);
            into.put(bytes, at, count);
            at += count;
            return count;
        }

        @Override
        public int write(ByteBuffer from) {
            int count = from.remaining();
            while (from.hasRemaining()) {
                sent.write(from.get());
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
