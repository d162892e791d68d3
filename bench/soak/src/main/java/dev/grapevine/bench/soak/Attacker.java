package dev.grapevine.bench.soak;

import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.cli.CommandException;
import dev.grapevine.bench.soak.Timeline.Deed;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.FrameWriter;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.PlainSeal;
import dev.grapevine.core.wire.SealContext;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import dev.grapevine.sim.attack.Forgery;
import dev.grapevine.sim.attack.Target;
import dev.grapevine.sim.operation.Attack;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A stranger that knows the name of the cluster and sends {@value #PER_SECOND} hostile packets a second: forged and
 * mutated datagrams of every kind, garbage, and streams. It acknowledges pings, so that the names that it makes up seem
 * to be alive. A cluster without a key believes what is said of a member until that member objects. So the stranger
 * slanders members for {@value #SLANDER_SECONDS} s of each minute only; else it lies about names that nobody has.
 */
final class Attacker implements Runnable {

    static final int PER_SECOND = 100;
    static final int SLANDER_SECONDS = 10;

    private static final int TURN_MILLIS = 20;
    private static final int REFRESH_SECONDS = 5;
    private static final int MOST_STREAMS = 64;

    /** Addresses that the stranger sends from, as budgets belong to an address. */
    private static final List<String> HOSTS = List.of("127.77.0.201", "127.77.0.202", "127.77.0.203");

    private static final int NOBODY = 127 << 24 | 99 << 16;

    private final SoakCluster cluster;
    private final Timeline timeline;
    private final Notes notes;
    private final RandomGenerator random;
    private final PlainSeal seal = new PlainSeal(SoakOptions.CLUSTER);
    private final Packets packets = new Packets(seal);
    private final FrameWriter frames = new FrameWriter(seal);
    private final List<DatagramChannel> sockets = new ArrayList<>();
    private final Deque<Socket> streams = new ArrayDeque<>();
    private List<MemberRecord> members = List.of();
    private boolean slander;
    private volatile boolean ended;

    Attacker(SoakCluster cluster, Timeline timeline, Notes notes, RandomGenerator random) throws IOException {
        this.cluster = cluster;
        this.timeline = timeline;
        this.notes = notes;
        this.random = random;
        for (String host : HOSTS) {
            DatagramChannel socket = DatagramChannel.open();
            sockets.add(socket);
            socket.bind(new InetSocketAddress(host, SoakAgent.GOSSIP_PORT)).configureBlocking(false);
        }
    }

    void end() {
        ended = true;
    }

    @Override
    public void run() {
        try {
            double begin = timeline.seconds();
            double learned = begin - REFRESH_SECONDS;
            for (long sent = 0; !ended; ) {
                double now = timeline.seconds();
                if (now - learned >= REFRESH_SECONDS) {
                    learned = now;
                    learn();
                }
                time();
                acknowledge();
                // By the clock, so that a busy machine does not make the attack weaker.
                for (; sent < (now - begin) * PER_SECOND && !members.isEmpty(); sent++) {
                    attack();
                }
                Thread.sleep(TURN_MILLIS);
            }
        } catch (InterruptedException end) {
            // The soak ends.
        } finally {
            close();
        }
    }

    private void time() {
        boolean now = (int) timeline.seconds() % 60 >= 60 - SLANDER_SECONDS;
        if (now && !slander) {
            timeline.mark(Deed.SLANDER, "", Duration.ofSeconds(SLANDER_SECONDS));
        }
        slander = now;
    }

    /** The records of the members, as far as an agent tells them. */
    private void learn() {
        SoakAgent agent = cluster.steady().get(0);
        List<MemberRecord> known = new ArrayList<>();
        try {
            for (MemberInfo member :
                    agent.client().readList(MemberInfo.class, agent.client().get("/v1/members"))) {
                // Slander may have moved a member to an address that mutation made up.
                List<Address> addresses = member.addresses().stream()
                        .map(Address::parse)
                        .filter(address -> address.host().startsWith("127."))
                        .toList();
                if (member.status().equals("alive") && cluster.isName(member.name()) && !addresses.isEmpty()) {
                    known.add(new MemberRecord(
                            member.name(),
                            Long.parseUnsignedLong(member.generation()),
                            member.incarnation(),
                            Status.ALIVE,
                            addresses,
                            "",
                            1,
                            1,
                            1_000,
                            1));
                }
            }
            members = known;
        } catch (CommandException failed) {
            notes.failed("the attacker's look at the members", failed);
        }
    }

    /** One hostile packet, to any member. */
    private void attack() {
        MemberRecord victim = members.get(random.nextInt(members.size()));
        int from = random.nextInt(4) == 0 ? 1 + random.nextInt(HOSTS.size() - 1) : 0;
        Address own = Address.parse(HOSTS.get(from) + ":" + SoakAgent.GOSSIP_PORT);
        Forgery forgery = new Forgery(
                Attack.Kind.EVERYTHING, new Target(SoakOptions.CLUSTER, NOBODY, victim, members), own, random);
        String host = victim.addresses().get(0).host();
        try {
            switch (random.nextInt(20)) {
                case 0 -> stream(host, forgery);
                case 1 -> send(from, host, garbage(1 + random.nextInt(1_500)));
                case 2, 3, 4 -> send(from, host, mutated(forged(forgery)));
                default -> send(from, host, packets.write(forged(forgery)));
            }
        } catch (IOException | IllegalArgumentException failed) {
            notes.failed("an attack", failed);
        }
    }

    private List<Message> forged(Forgery forgery) {
        List<Message> messages = forgery.datagram();
        return slander ? messages : messages.stream().filter(this::spares).toList();
    }

    /** Whether a message says nothing of a member that there is. */
    private boolean spares(Message message) {
        if (message instanceof Message.Alive alive) {
            return !cluster.isName(alive.record().name());
        } else if (message instanceof Message.Verdict verdict) {
            return !cluster.isName(verdict.name());
        } else if (message instanceof Message.StateDelta delta) {
            return !cluster.isName(delta.name());
        } else if (message instanceof Message.StateVersion version) {
            return !cluster.isName(version.name());
        } else if (message instanceof Message.Discover discover) {
            return !cluster.isName(discover.self().name());
        }
        return true;
    }

    private void send(int from, String host, ByteBuffer datagram) throws IOException {
        sockets.get(from).send(datagram, new InetSocketAddress(host, SoakAgent.GOSSIP_PORT));
        notes.count("hostile datagrams");
    }

    private ByteBuffer garbage(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** Some bytes changed, under a seal that fits. */
    private ByteBuffer mutated(List<Message> messages) {
        byte[] body = Codec.encode(messages);
        byte[] sealed = new byte[seal.header() + body.length];
        System.arraycopy(body, 0, sealed, seal.header(), body.length);
        for (int i = random.nextInt(8); i >= 0 && body.length > 0; i--) {
            sealed[seal.header() + random.nextInt(body.length)] = (byte) random.nextInt();
        }
        seal.seal(SealContext.DATAGRAM, sealed, 0, body.length);
        return ByteBuffer.wrap(sealed);
    }

    /** Garbage, a greeting and frames, or nothing; and some of the connections stay open for a while. */
    private void stream(String host, Forgery forgery) throws IOException {
        Socket socket = new Socket();
        streams.add(socket);
        socket.bind(new InetSocketAddress(HOSTS.get(0), 0));
        socket.connect(new InetSocketAddress(host, SoakAgent.GOSSIP_PORT), 500);
        notes.count("hostile streams");
        ByteBuffer content = switch (random.nextInt(4)) {
            case 0 -> garbage(1 + random.nextInt(2_000));
            case 1 -> ByteBuffer.wrap(HexFormat.of().parseHex("000fffff01"));
            default -> frames.write(List.of(forgery.hello()));
        };
        socket.getOutputStream().write(content.array(), content.arrayOffset(), content.limit());
        for (int i = random.nextInt(4); i > 0; i--) {
            List<Message> messages = forged(forgery);
            if (!messages.isEmpty()) {
                ByteBuffer frame = frames.write(messages);
                socket.getOutputStream().write(frame.array(), frame.arrayOffset(), frame.limit());
            }
        }
        if (random.nextBoolean()) {
            streams.remove(socket);
            socket.close();
        }
        while (streams.size() > MOST_STREAMS) {
            streams.remove().close();
        }
    }

    private void acknowledge() {
        ByteBuffer received = ByteBuffer.allocate(Packets.MAX_LENGTH + 1);
        for (DatagramChannel socket : sockets) {
            try {
                for (int i = 0; i < 200; i++) {
                    InetSocketAddress from = (InetSocketAddress) socket.receive(received.clear());
                    if (from == null) {
                        break;
                    }
                    notes.count("datagrams to the attacker");
                    if (packets.read(received.flip()) instanceof Decoded.Batch batch) {
                        answer(socket, from, batch.messages());
                    }
                }
            } catch (IOException refused) {
                // A member that has just ended; the next one.
            }
        }
    }

    private void answer(DatagramChannel socket, InetSocketAddress from, List<Message> messages) throws IOException {
        List<Message> acks = new ArrayList<>();
        for (Message message : messages) {
            if (message instanceof Message.Ping ping) {
                acks.add(new Message.Ack(ping.number(), true, 0));
            }
        }
        if (!acks.isEmpty()) {
            socket.send(packets.write(acks), from);
        }
    }

    private void close() {
        try {
            for (DatagramChannel socket : sockets) {
                socket.close();
            }
            for (Socket stream : streams) {
                stream.close();
            }
        } catch (IOException e) {
            notes.failed("the end of the attacker", e);
        }
    }
}
