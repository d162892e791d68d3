package dev.grapevine.bench.jmh;

import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.PlainSeal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Encoding messages into an unsealed datagram, and decoding them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

    private static final int PACKET_SIZE = 1_200;

    /** The contents of a datagram. */
    public enum Content {
        /** A ping, as in a quiet cluster. */
        PING,
        /** An ack with a view hash. */
        ACK,
        /** One member's record. */
        RECORD,
        /** One suspicion, with two accusers. */
        SUSPICION,
        /** As many records as fit into a datagram. */
        FULL
    }

    @Param
    private Content content = Content.PING;

    private final Packets packets = new Packets(new PlainSeal("shop"));
    private List<Message> messages = List.of();
    private List<Message> others = List.of();
    private byte[] datagram = new byte[0];

    @Setup
    public void prepare() {
        messages = messages();
        others = new ArrayList<>(messages);
        ByteBuffer written = packets.write(messages);
        datagram = new byte[written.remaining()];
        written.get(datagram);
        if (!(packets.read(datagram, 0, datagram.length) instanceof Decoded.Batch batch)
                || !batch.messages().equals(messages)) {
            throw new IllegalStateException("decoding does not give back what was encoded: " + messages);
        }
    }

    private List<Message> messages() {
        return switch (content) {
            case PING -> List.of(new Message.Ping(7, IdentityHash.generation(Samples.name(1), 1), 42));
            case ACK -> List.of(new Message.Ack(7, false, 42));
            case RECORD -> List.of(new Message.Alive(Samples.member(1)));
            case SUSPICION -> List.of(Samples.suspicion(1));
            case FULL -> full();
        };
    }

    private List<Message> full() {
        List<Message> records = new ArrayList<>();
        for (int i = 1; packets.size(records) <= PACKET_SIZE; i++) {
            records.add(new Message.Alive(Samples.member(i)));
        }
        records.remove(records.size() - 1);
        return List.copyOf(records);
    }

    @Benchmark
    public ByteBuffer encode() {
        List<Message> written = messages;
        messages = others; // the codec would encode the same list only once
        others = written;
        return packets.write(written);
    }

    @Benchmark
    public Decoded decode() {
        return packets.read(datagram, 0, datagram.length);
    }
}
