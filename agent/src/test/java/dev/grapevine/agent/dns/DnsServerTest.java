package dev.grapevine.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.model.Address;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Questions over real sockets. */
class DnsServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WEB = "web.service.grapevine.internal.";

    private final FakeCluster cluster = new FakeCluster();
    private final DnsServer server;

    DnsServerTest() throws IOException {
        server = DnsServer.start(
                DnsSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                cluster,
                new DnsSettings(
                        List.of(Name.fromConstantString("grapevine.internal.")),
                        Duration.ZERO,
                        Map.of(),
                        Duration.ZERO,
                        false),
                8_192);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void webs(int count) {
        for (int i = 0; i < count; i++) {
            String member = "member-" + i;
            cluster.put(member, Status.ALIVE, "eu", Address.parse("10.0." + i / 250 + "." + (i % 250 + 1), 7_700));
            cluster.putInstance(member, ServiceInstance.named("web").port(80).build());
        }
    }

    private static Message query(String name, int type) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    }

    private static Message edns(Message query, int size, int version) {
        query.addRecord(new OPTRecord(size, 0, version), Section.ADDITIONAL);
        return query;
    }

    private long seen() {
        return server.counts().udpResponses() + server.counts().withoutResponse();
    }

    private Message udp(Message query) throws IOException {
        return new Message(udp(query.toWire()));
    }

    private byte[] udp(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.send(new DatagramPacket(query, query.length, server.address()));
            return receive(socket);
        }
    }

    private static byte[] receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private Socket tcp() throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void write(Socket socket, byte[] query) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        byte[] framed = new byte[query.length + 2];
        framed[0] = (byte) (query.length >> 8);
        framed[1] = (byte) query.length;
        System.arraycopy(query, 0, framed, 2, query.length);
        out.write(framed);
    }

    private static Message read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] response = new byte[in.readUnsignedShort()];
        in.readFully(response);
        return new Message(response);
    }

    @Test
    void a_response_keeps_the_number_the_case_and_the_wish_for_recursion_of_its_query() throws IOException {
        webs(1);
        Message query = query("wEb.SERVICE.grapevine.Internal.", Type.A);
        Message response = udp(query);
        assertThat(response.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(response.getHeader().getFlag(Flags.QR)).isTrue();
        assertThat(response.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(response.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(response.getHeader().getFlag(Flags.RA)).isFalse();
        assertThat(response.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(response.getQuestion().getName()).hasToString("wEb.SERVICE.grapevine.Internal.");
        assertThat(response.getSection(Section.ANSWER))
                .extracting(Object::toString)
                .containsExactly("wEb.SERVICE.grapevine.Internal.\t0\tIN\tA\t10.0.0.1");
        assertThat(response.getOPT()).isNull();
    }

    @Test
    void what_does_not_fit_is_truncated_by_udp_and_whole_by_tcp() throws IOException {
        webs(300);
        Message plain = udp(query(WEB, Type.SRV));
        assertThat(plain.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(plain.numBytes()).isLessThanOrEqualTo(DnsResponder.PLAIN_UDP_SIZE);
        assertThat(plain.getSection(Section.ANSWER)).isNotEmpty();
        Message large = udp(edns(query(WEB, Type.SRV), 65_000, 0));
        assertThat(large.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(large.numBytes()).isBetween(6_000, 8_192);
        Message small = udp(edns(query(WEB, Type.SRV), 1, 0));
        assertThat(small.numBytes()).isLessThanOrEqualTo(DnsResponder.PLAIN_UDP_SIZE);
        try (Socket socket = tcp()) {
            write(socket, query(WEB, Type.SRV).toWire());
            Message whole = read(socket);
            assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
            assertThat(whole.getSection(Section.ANSWER)).hasSize(300);
            assertThat(whole.getSection(Section.ADDITIONAL)).hasSize(300);
        }
    }

    @Test
    void additional_records_that_do_not_fit_are_left_out_without_truncation() throws IOException {
        webs(12);
        Message response = udp(edns(query(WEB, Type.SRV), 800, 0));
        assertThat(response.getSection(Section.ANSWER)).hasSize(12);
        assertThat(response.getSection(Section.ADDITIONAL)).hasSizeBetween(2, 12);
        assertThat(response.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(response.getOPT()).isNotNull();
        assertThat(response.numBytes()).isLessThanOrEqualTo(800);
    }

    @Test
    void edns_is_answered_with_its_own_size_and_version() throws IOException {
        Message response = udp(edns(query(WEB, Type.A), 4_096, 0));
        assertThat(response.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(response.getOPT().getPayloadSize()).isEqualTo(8_192);
        Message newer = udp(edns(query(WEB, Type.A), 4_096, 1));
        assertThat(newer.getRcode()).isEqualTo(Rcode.BADVERS);
        assertThat(newer.getOPT().getVersion()).isZero();
    }

    @Test
    void what_is_not_served_is_refused_and_what_is_not_understood_says_so() throws IOException {
        for (int type : new int[] {Type.ANY, Type.AXFR, Type.IXFR}) {
            assertThat(udp(query(WEB, type)).getRcode()).isEqualTo(Rcode.REFUSED);
        }
        assertThat(udp(query("example.org.", Type.A)).getRcode()).isEqualTo(Rcode.REFUSED);
        Message chaos = Message.newQuery(Record.newRecord(Name.fromConstantString(WEB), Type.TXT, DClass.CH));
        assertThat(udp(chaos).getRcode()).isEqualTo(Rcode.REFUSED);
        Message update = query(WEB, Type.SOA);
        update.getHeader().setOpcode(Opcode.UPDATE);
        assertThat(udp(update).getRcode()).isEqualTo(Rcode.NOTIMP);
        Message two = query(WEB, Type.A);
        two.addRecord(Record.newRecord(Name.fromConstantString(WEB), Type.AAAA, DClass.IN), Section.QUESTION);
        assertThat(udp(two).getRcode()).isEqualTo(Rcode.FORMERR);
        byte[] none = Arrays.copyOf(query(WEB, Type.A).toWire(), 12);
        none[5] = 0;
        assertThat(new Message(udp(none)).getRcode()).isEqualTo(Rcode.FORMERR);
        byte[] cut = Arrays.copyOf(query(WEB, Type.A).toWire(), 20);
        assertThat(new Message(udp(cut)).getRcode()).isEqualTo(Rcode.FORMERR);
    }

    @Test
    void responses_and_scraps_get_no_response() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Message response = query(WEB, Type.A);
            response.getHeader().setFlag(Flags.QR);
            for (byte[] scrap : List.of(response.toWire(), new byte[0], new byte[11])) {
                socket.send(new DatagramPacket(scrap, scrap.length, server.address()));
            }
            await().atMost(PATIENCE).until(() -> server.counts().withoutResponse() == 3);
            socket.setSoTimeout(50);
            assertThatThrownBy(() -> receive(socket)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void queries_on_a_connection_may_follow_without_waiting_and_in_pieces() throws IOException {
        webs(3);
        try (Socket socket = tcp()) {
            List<Integer> asked = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Message query = query(WEB, Type.SRV);
                asked.add(query.getHeader().getID());
                write(socket, query.toWire());
            }
            List<Integer> answered = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answered.add(read(socket).getHeader().getID());
            }
            assertThat(answered).isEqualTo(asked);
            byte[] slow = query(WEB, Type.A).toWire();
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(new byte[] {0, (byte) slow.length});
            for (byte each : slow) {
                socket.getOutputStream().write(each);
            }
            assertThat(read(socket).getSection(Section.ANSWER)).hasSize(3);
        }
        assertThat(server.counts().tcpResponses()).isEqualTo(101);
    }

    @Test
    void a_client_that_closes_its_side_still_gets_its_responses() throws IOException {
        webs(1);
        try (Socket socket = tcp()) {
            write(socket, query(WEB, Type.A).toWire());
            socket.shutdownOutput();
            assertThat(read(socket).getSection(Section.ANSWER)).hasSize(1);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_client_that_does_not_read_holds_little_and_stops_nobody() throws IOException {
        webs(300);
        byte[] query = query(WEB, Type.SRV).toWire();
        try (Socket deaf = tcp()) {
            deaf.setSoTimeout(0);
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < 20_000; i++) {
                        write(deaf, query);
                    }
                } catch (IOException closed) {
                    // The server or the test has closed the connection.
                }
            });
            writer.start();
            for (int i = 0; i < 20; i++) {
                assertThat(udp(query(WEB, Type.A)).getRcode()).isEqualTo(Rcode.NOERROR);
            }
            assertThat(server.counts().tcpResponses()).isLessThan(1_000);
        }
    }

    @Test
    void of_too_many_connections_the_one_that_is_silent_for_longest_gives_way() throws IOException {
        webs(1);
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i <= DnsServer.MAX_CONNECTIONS; i++) {
                Socket socket = tcp();
                open.add(socket);
                write(socket, query(WEB, Type.A).toWire());
                read(socket);
            }
            assertThat(open.get(0).getInputStream().read()).isEqualTo(-1);
            write(open.get(1), query(WEB, Type.A).toWire());
            assertThat(read(open.get(1)).getSection(Section.ANSWER)).hasSize(1);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void a_query_longer_than_any_sensible_one_ends_the_connection() throws IOException {
        try (Socket socket = tcp()) {
            socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff, 0});
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatever_comes_is_answered_or_dropped_and_the_server_goes_on() throws IOException {
        webs(2);
        Random random = new Random(7);
        byte[] query = edns(query(WEB, Type.SRV), 1_232, 0).toWire();
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2_000; i++) {
                byte[] changed = Arrays.copyOf(query, 1 + random.nextInt(query.length + 20));
                for (int flips = random.nextInt(4); flips > 0; flips--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
                long before = seen();
                socket.send(new DatagramPacket(changed, changed.length, server.address()));
                await().atMost(PATIENCE).pollInterval(Duration.ofNanos(20_000)).until(() -> seen() > before);
            }
        }
        assertThat(udp(query(WEB, Type.A)).getSection(Section.ANSWER)).hasSize(2);
    }

    @Test
    void a_server_that_closes_frees_its_port() throws IOException {
        InetSocketAddress address = server.address();
        server.close();
        DnsSockets again = DnsSockets.bind(address);
        assertThat(again.address()).isEqualTo(address);
        again.close();
    }
}
