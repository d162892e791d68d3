package dev.grapevine.cluster.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.Event;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.seal.SealOutlet;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that has the key and answers pings, as a member does, but lies about all others, and floods them. */
class LyingMemberTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] KEY = SealedNode.key(1);
    private static final int HONEST = 3;

    private final List<Cluster> members = new ArrayList<>();

    /** How often each member saw another one go: "observer sees subject". */
    private final Map<String, Integer> gone = new ConcurrentHashMap<>();

    private Liar liar;

    @BeforeEach
    void start() throws IOException {
        for (int i = 1; i <= HONEST; i++) {
            String name = "n" + i;
            Cluster.Builder builder = Cluster.builder()
                    .name(name)
                    .cluster("sealed")
                    .port(0)
                    .profile(Profile.LAN)
                    .key(KEY)
                    .services(ServiceInstance.named("web").port(8_000 + i).build())
                    .listener(new ClusterListener() {
                        @Override
                        public void onFailed(Event.Failed event) {
                            gone.merge(name + " sees " + event.member().name(), 1, Integer::sum);
                        }
                    });
            members.stream().map(member -> member.address().toString()).forEach(builder::seeds);
            members.add(builder.start());
        }
        awaitHonest();
        liar = new Liar();
        await().atMost(PATIENCE).until(() -> {
            liar.tellAll(liar.alive("liar", liar.address()));
            liar.listen(100);
            return members.stream()
                    .allMatch(member -> member.member("liar")
                            .filter(seen -> seen.status() == Status.ALIVE)
                            .isPresent());
        });
    }

    @AfterEach
    void end() {
        members.forEach(Cluster::abort);
        if (liar != null) {
            liar.close();
        }
    }

    /** All honest members see each other, and each other's services, as they are. */
    private void awaitHonest() {
        await().atMost(PATIENCE).until(() -> members.stream().allMatch(this::seesAllHonest));
    }

    private boolean seesAllHonest(Cluster observer) {
        List<Integer> ports = observer.service("web").instances().stream()
                .map(instance -> instance.service().port())
                .sorted()
                .toList();
        return members.stream()
                        .allMatch(member -> observer.member(member.self().name())
                                .filter(seen -> seen.status() == Status.ALIVE)
                                .isPresent())
                && ports.equals(IntStream.rangeClosed(1, HONEST)
                        .mapToObj(i -> 8_000 + i)
                        .toList());
    }

    @Test
    void false_deaths_and_forged_state_take_a_member_away_once_at_most_and_all_is_as_before_when_they_end() {
        for (int round = 0; round < 150; round++) {
            for (Cluster victim : members) {
                Member seen = victim.self();
                for (Status status : List.of(Status.SUSPECT, Status.DEAD)) {
                    liar.tellAll(new Message.Verdict(
                            seen.name(),
                            seen.generation(),
                            seen.incarnation(),
                            status,
                            Evidence.REFUSED,
                            List.of("n1", "n2", "n3"),
                            0));
                }
                liar.tellAll(new Message.StateDelta(
                        seen.name(),
                        seen.generation(),
                        0,
                        1L << 40,
                        true,
                        List.of(new StateEntry("s/web/forged", 1L << 40, "x".getBytes(StandardCharsets.UTF_8))),
                        false));
            }
            liar.listen(10);
        }
        liar.listenUntil(() -> members.stream().allMatch(this::seesAllHonest));
        awaitHonest();
        System.out.println("members seen to go: " + gone);
        assertThat(gone.entrySet())
                .filteredOn(seen -> !seen.getKey().endsWith("liar"))
                .allSatisfy(
                        seen -> assertThat(seen.getValue()).as(seen.toString()).isLessThanOrEqualTo(1));
        assertThat(members.stream()
                        .flatMap(member -> member.service("web").instances().stream())
                        .map(instance -> instance.service().id()))
                .doesNotContain("forged");
    }

    @Test
    void a_flood_of_members_and_orders_costs_the_cluster_nobody_and_third_parties_little() throws IOException {
        try (DatagramSocket bystander = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Address there = Address.parse("127.0.0.1", bystander.getLocalPort());
            int told = 0;
            for (int i = 0; i < 400; i++) {
                Message[] fakes = new Message[25];
                for (int j = 0; j < fakes.length; j++) {
                    fakes[j] = liar.alive("fake" + told++, there);
                }
                liar.tellAll(fakes);
                for (int j = 0; j < 5; j++) {
                    liar.tellAll(new Message.PingRequest(i * 5 + j, 0, there, Integer.MAX_VALUE, 0));
                    liar.tellAll(new Message.Examine(i * 5 + j, "fake" + j, 1, 0));
                }
                liar.listen(2);
            }
            long bytes = received(bystander);
            System.out.printf(
                    "told of %d members and sent %d B; a third party got %d B; members known: %s%n",
                    told,
                    liar.sentBytes,
                    bytes,
                    members.stream().map(member -> member.members().size()).toList());
            assertThat(bytes).isLessThan(liar.sentBytes);
            awaitHonest();
            assertThat(gone.keySet()).noneMatch(seen -> seen.matches("n. sees n."));
        }
    }

    private static long received(DatagramSocket bystander) throws IOException {
        bystander.setSoTimeout(200);
        long bytes = 0;
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        try {
            for (long end = System.nanoTime() + 3_000_000_000L; System.nanoTime() < end; bytes += packet.getLength()) {
                packet.setLength(2_000);
                bystander.receive(packet);
            }
        } catch (SocketTimeoutException silent) {
            return bytes;
        }
        return bytes;
    }

    /** The modified client. */
    private final class Liar implements SealOutlet, AutoCloseable {

        private final DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
        private final JdkCryptography cryptography = new JdkCryptography();
        private final long generation = System.currentTimeMillis() << 16;
        private final Sealing sealing;
        private long sentBytes;

        Liar() throws IOException {
            sealing = Sealing.keyed(
                    "sealed",
                    new KeyRing(List.of(ClusterKey.of(KEY, cryptography))),
                    cryptography,
                    100,
                    this,
                    System.nanoTime());
        }

        Address address() {
            return Address.parse("127.0.0.1", socket.getLocalPort());
        }

        Message alive(String name, Address at) {
            return new Message.Alive(
                    new MemberRecord(name, generation, 1, Status.ALIVE, List.of(at), "", 1, 1, 1_000, 0),
                    name.equals("liar") ? sealing.own() : null);
        }

        void tellAll(Message... messages) {
            for (Cluster member : members) {
                tell(member.address(), messages);
            }
        }

        private void tell(Address to, Message... messages) {
            send(to, sealing.datagram(to, List.of(messages), System.nanoTime()));
        }

        @Override
        public void send(Address to, ByteBuffer datagram) {
            byte[] bytes = new byte[datagram.remaining()];
            datagram.get(bytes);
            sentBytes += bytes.length;
            try {
                socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress("127.0.0.1", to.port())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Answers what comes, as a member does. */
        void listen(int millis) {
            long end = System.nanoTime() + millis * 1_000_000L;
            DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
            try {
                for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                    socket.setSoTimeout((int) left);
                    packet.setLength(2_000);
                    socket.receive(packet);
                    sealing.open(
                            ByteBuffer.wrap(packet.getData(), 0, packet.getLength()),
                            Address.parse("127.0.0.1", packet.getPort()),
                            this::take,
                            System.nanoTime());
                }
            } catch (SocketTimeoutException nothingCame) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void listenUntil(BooleanSupplier condition) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!condition.getAsBoolean() && System.nanoTime() < end) {
                listen(50);
            }
        }

        private void take(List<Message> messages, Address from, @Nullable SenderId sender, long at) {
            for (Message message : messages) {
                if (message instanceof Message.Ping ping) {
                    tell(from, new Message.Ack(ping.number(), true, 0));
                } else if (message instanceof Message.Alive alive && alive.introduction() != null) {
                    sealing.introduced(alive.record().name(), alive.record().generation(), alive.introduction(), at);
                }
            }
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public boolean isMemberAddress(Address candidate) {
            return members.stream().anyMatch(member -> member.address().equals(candidate));
        }

        @Override
        public boolean isAddressOf(String name, Address candidate) {
            return isMemberAddress(candidate);
        }

        @Override
        public void dropped(DropReason reason) {}

        @Override
        public void copied(Address from) {}

        @Override
        public void close() {
            socket.close();
        }
    }
}
