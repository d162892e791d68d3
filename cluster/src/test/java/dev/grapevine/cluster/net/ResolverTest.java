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

    private record Resolution(
            String seed, List<Address> addresses, @Nullable String error) {}

    private static Resolution resolve(Resolver resolver, String seed) throws Exception {
        CompletableFuture<Resolution> resolution = new CompletableFuture<>();
        resolver.resolve(seed, (text, addresses, error) -> resolution.complete(new Resolution(text, addresses, error)));
        try {
            return resolution.get(10, TimeUnit.SECONDS);
        } finally {
            resolver.close();
        }
    }

    private static Resolution resolve(String seed) throws Exception {
        return resolve(new Resolver("test-resolve"), seed);
    }

    @Test
    void an_address_literal_needs_no_lookup() throws Exception {
        assertThat(resolve("10.0.0.1:8001"))
                .isEqualTo(new Resolution("10.0.0.1:8001", List.of(Address.parse("10.0.0.1", 8001)), null));
        assertThat(resolve("[fd00::1]:8001").addresses()).containsExactly(Address.parse("fd00::1", 8001));
        assertThat(resolve("10.0.0.1").addresses()).containsExactly(Address.parse("10.0.0.1", 7700));
    }

    @Test
    void a_name_resolves_to_all_its_addresses() throws Exception {
        assertThat(resolve("localhost:8001").addresses())
                .contains(Address.parse("127.0.0.1", 8001))
                .allMatch(address -> address.port() == 8001);
    }

    @Test
    void a_text_that_is_not_a_seed_is_an_error_with_a_reason() throws Exception {
        Resolution resolution = resolve("not a seed");
        assertThat(resolution.addresses()).isEmpty();
        assertThat(resolution.error()).startsWith("'not a seed' is not a seed; expected host, host:port");
    }

    @Test
    void srv_targets_are_ordered_by_priority_and_keep_their_ports() throws Exception {
        try (NameServer dns = new NameServer(List.of(new Srv(20, 9002, "localhost"), new Srv(10, 9001, "localhost")))) {
            Resolution resolution = resolve(new Resolver("test-resolve", dns.url()), "srv:_gossip._udp.test");
            assertThat(resolution.error()).isNull();
            assertThat(resolution.addresses())
                    .filteredOn(Address::isIpv4)
                    .containsExactly(Address.parse("127.0.0.1", 9001), Address.parse("127.0.0.1", 9002));
        }
    }

    @Test
    void a_name_without_srv_records_is_an_error_with_a_reason() throws Exception {
        try (NameServer dns = new NameServer(List.of())) {
            Resolution resolution = resolve(new Resolver("test-resolve", dns.url()), "srv:nothing.test");
            assertThat(resolution.addresses()).isEmpty();
            assertThat(resolution.error()).isEqualTo("no answer for SRV srv:nothing.test: no SRV records");
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
                    byte[] resolution = resolution(Arrays.copyOf(question.getData(), question.getLength()), records);
                    socket.send(new DatagramPacket(resolution, resolution.length, question.getSocketAddress()));
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

    private static byte[] resolution(byte[] question, List<Srv> records) {
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
