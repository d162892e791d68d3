package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.data.DataFolder;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.PlainSeal;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generation that a running member had to raise, when that member is killed as soon as somebody has heard of it. */
class RaisedGenerationTest {

    private final Packets packets = new Packets(new PlainSeal("raised"));

    /** The member that is killed. */
    static final class Member {
        public static void main(String[] arguments) throws IOException {
            Cluster member = Cluster.builder()
                    .cluster("raised")
                    .name("r1")
                    .bind("127.0.0.1")
                    .port(0)
                    .dataFolder(Path.of(arguments[0]))
                    .start();
            System.out.println(member.self().addresses().get(0).port());
            System.out.println(member.self().generation());
            while (System.in.read() >= 0) {} // until the test kills it, or has ended itself
        }
    }

    @Test
    void is_on_disk_before_anybody_hears_of_it(@TempDir Path folder) throws Exception {
        long generation;
        try (Child child = Child.run(List.of(), Member.class, folder.toString());
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = Integer.parseInt(child.line());
            generation = Long.parseLong(child.line());
            MemberRecord former =
                    new MemberRecord("r1", generation + 5, 0, Status.ALIVE, List.of(), "", 1, 1, 1_000, 0);
            send(socket, port, new Message.Alive(former));
            awaitAnswerOf(socket, port, generation + 6);
            child.kill();
        }
        try (DataFolder kept = DataFolder.open(folder)) {
            assertThat(kept.nextGeneration(generation)).isEqualTo(generation + 7);
        }
    }

    private void send(DatagramSocket socket, int port, Message message) throws IOException {
        ByteBuffer bytes = packets.write(List.of(message));
        byte[] packet = new byte[bytes.remaining()];
        bytes.get(packet);
        socket.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
    }

    /** Asks until that generation answers. */
    private void awaitAnswerOf(DatagramSocket socket, int port, long generation) throws IOException {
        socket.setSoTimeout(50);
        byte[] room = new byte[2_000];
        for (int number = 1; number < 400; number++) {
            send(socket, port, new Message.Ping(number, IdentityHash.generation("r1", generation), 0));
            DatagramPacket packet = new DatagramPacket(room, room.length);
            try {
                socket.receive(packet);
                if (packets.read(ByteBuffer.wrap(room, 0, packet.getLength())) instanceof Decoded.Batch batch
                        && batch.messages().stream().anyMatch(Message.Ack.class::isInstance)) {
                    return;
                }
            } catch (SocketTimeoutException e) {
                // Asked again.
            }
        }
        throw new AssertionError("the member did not raise its generation to " + generation);
    }
}
