package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Address;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResolverTest {

    private record Answer(
            String seed, List<Address> addresses, @Nullable String error) {}

    private static Answer resolve(Resolver resolver, String seed) throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        resolver.resolve(seed, (text, addresses, error) -> answer.complete(new Answer(text, addresses, error)));
        try {
            return answer.get(10, TimeUnit.SECONDS);
        } finally {
            resolver.close();
        }
    }

    private static Answer resolve(String seed) throws Exception {
        return resolve(new Resolver("test-resolve"), seed);
    }

    @Test
    void literals_are_addresses() throws Exception {
        assertThat(resolve("10.0.0.1:8001"))
                .isEqualTo(new Answer("10.0.0.1:8001", List.of(Address.parse("10.0.0.1", 8001)), null));
        assertThat(resolve("[fd00::1]:8001").addresses()).containsExactly(Address.parse("fd00::1", 8001));
        assertThat(resolve("10.0.0.1").addresses()).containsExactly(Address.parse("10.0.0.1", 7700));
    }

    @Test
    void a_name_is_all_of_its_addresses() throws Exception {
        assertThat(resolve("localhost:8001").addresses())
                .contains(Address.parse("127.0.0.1", 8001))
                .allMatch(address -> address.port() == 8001);
    }

    @Test
    void what_is_no_seed_is_an_error_in_words() throws Exception {
        Answer answer = resolve("not a seed");
        assertThat(answer.addresses()).isEmpty();
        assertThat(answer.error()).startsWith("'not a seed' is no seed; write host, host:port");
    }

    @Test
    void srv_targets_come_by_priority_with_their_ports() throws Exception {
        try (NameServer dns = new NameServer(List.of(new Srv(20, 9002, "localhost"), new Srv(10, 9001, "localhost")))) {
            Answer answer = resolve(new Resolver("test-resolve", dns.url()), "srv:_gossip._udp.test");
            assertThat(answer.error()).isNull();
            assertThat(answer.addresses())
                    .filteredOn(Address::isIpv4)
                    .containsExactly(Address.parse("127.0.0.1", 9001), Address.parse("127.0.0.1", 9002));
        }
    }

    @Test
    void a_name_without_srv_records_is_an_error_in_words() throws Exception {
        try (NameServer dns = new NameServer(List.of())) {
            Answer answer = resolve(new Resolver("test-resolve", dns.url()), "srv:nothing.test");
            assertThat(answer.addresses()).isEmpty();
            assertThat(answer.error()).isEqualTo("no answer for SRV srv:nothing.test: no SRV records");
        }
    }

    private record Srv(int priority, int port, String target) {}

    /** A name server that gives the same answer to every question (RFC 1035, RFC 2782). */
    private static final class NameServer implements AutoCloseable {
        private final DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        private final List<Srv> records;

        NameServer(List<Srv> records) throws IOException {
            this.records = records;
            Thread thread = new Thread(this::serve, "test-dns");
            thread.setDaemon(true);
            thread.start();
        }

        String url() {
            return "dns://127.0.0.1:" + socket.getLocalPort();
        }

        private void serve() {
            DatagramPacket question = new DatagramPacket(new byte[512], 512);
            try {
                while (true) {
                    socket.receive(question);
                    byte[] answer = answer(Arrays.copyOf(question.getData(), question.getLength()), records);
                    socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static byte[] answer(byte[] question, List<Srv> records) {
        int end = 12;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        end += 5; // the root label, type and class
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(question, 0, 2);
            out.writeShort(0x8580); // an authoritative answer
            out.writeShort(1);
            out.writeShort(records.size());
            out.writeInt(0);
            out.write(question, 12, end - 12);
            for (Srv record : records) {
                byte[] label = record.target.getBytes(StandardCharsets.US_ASCII);
                out.writeShort(0xc00c); // the name of the question
                out.writeShort(33);
                out.writeShort(1);
                out.writeInt(0);
                out.writeShort(6 + label.length + 2);
                out.writeShort(record.priority);
                out.writeShort(1);
                out.writeShort(record.port);
                out.writeByte(label.length);
                out.write(label);
                out.writeByte(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
