package dev.grapevine.core;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Purpose;
import dev.grapevine.core.wire.RandomMessages;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;

/** Hostile input of one kind, in any amount, for a peer that knows four other members. */
@SuppressWarnings("ImmutableEnumChecker") // the inputs have no state
enum Flood implements ObjIntConsumer<PeerBench> {
    PINGS(datagrams(i -> new Message.Ping(i & 0xffff, i, i))),
    PINGS_FOR_IT(datagrams(i -> PeerBench.pingFor("m1", 1_000, i & 0xffff, i))),
    PING_REQUESTS(
            datagrams(i -> new Message.PingRequest(i & 0xffff, i, Samples.address(1 + i % 250), Integer.MAX_VALUE))),
    EXAMINES(datagrams(i -> new Message.Examine(i & 0xffff, "m" + (2 + i % 4), 1))),
    STRAY_ANSWERS(datagrams(i -> switch (i % 6) {
        case 0 -> new Message.Ack(i & 0xffff, true, 0);
        case 1 -> new Message.Gone(i & 0xffff, i, i);
        case 2 -> new Message.RelayedAck(i & 0xffff);
        case 3 -> new Message.Nack(i & 0xffff);
        case 4 -> new Message.Examined(i & 0xffff, Message.Finding.REFUSES);
        default -> new Message.SyncDone(i & 0xffff);
    })),
    NEW_MEMBERS(datagrams(i -> new Message.Alive(fake(i, address(i))))),
    NEW_MEMBERS_AT_ONE_ADDRESS(datagrams(i -> new Message.Alive(fake(i, Samples.address(99))))),
    NEW_MEMBERS_AT_ITS_OWN_ADDRESS(datagrams(i -> new Message.Alive(fake(i, Samples.address(1))))),
    NEW_MEMBERS_WHOSE_NAMES_COLLIDE(datagrams(i -> new Message.Alive(named(colliding(i), address(i))))),
    NEW_MEMBERS_WHOSE_ADDRESSES_COLLIDE(datagrams(i -> new Message.Alive(fake(i, collidingAddress(i))))),
    STATE_WHOSE_KEYS_COLLIDE(datagrams(i -> new Message.StateDelta(
            "m2", 1, i, i + 1, false, List.of(new StateEntry("m/" + colliding(i), i + 1, new byte[1]))))),
    PINGS_FROM_ADDRESSES_THAT_COLLIDE((bench, amount) -> {
        for (int i = 0; i < amount; i++) {
            bench.hear(collidingAddress(i), new Message.Ping(i & 0xffff, i, i));
        }
    }),
    INCARNATIONS_OF_A_MEMBER(datagrams(i -> new Message.Alive(incarnation(i)))),
    TOMBSTONES(datagrams(i -> verdict("gone-" + i, 1, i, Status.DEAD))),
    SUSPICIONS_OF_MEMBERS(datagrams(i -> verdict("m" + (2 + i % 4), 1, i / 4, Status.SUSPECT))),
    DEATHS_OF_MEMBERS(datagrams(i -> verdict("m" + (2 + i % 4), 1, i / 4, Status.DEAD))),
    ACCUSATIONS(datagrams(i -> verdict("m1", 1_000, i, Status.SUSPECT))),
    STATE_OF_A_MEMBER(datagrams(i -> delta(i, i + 1, i))),
    STATE_WITH_GAPS(datagrams(i -> delta(2 * i + 1, 2 * i + 2, i))),
    STATE_VERSIONS(datagrams(i -> new Message.StateVersion("m2", 1, i))),
    OWN_STATE(datagrams(i -> new Message.StateDelta("m1", 1_000, i, i + 1, false, List.of(entry(i, i + 1))))),
    DISCOVERIES(datagrams(i -> new Message.Discover(fake(i, address(i)), false))),
    DISCOVERY_ANSWERS(datagrams(i -> new Message.Discover(fake(i, address(i)), true))),
    SYNC_REQUESTS(datagrams(i -> new Message.SyncRequest(i & 0xffff, List.of(new Message.Wanted("m2", 0, 0))))),
    RANDOM_MESSAGES((bench, amount) -> {
        RandomMessages random = new RandomMessages(7);
        for (int i = 0; i < amount; i++) {
            bench.hear(99, random.next());
        }
    }),

    /** Each ack tells what is newer than the others have, if that is little. */
    STATE_THAT_RIDES_ON_ACKS((bench, amount) -> {
        for (int i = 0; i < amount; i++) {
            bench.hear(2, delta(i, i + 1, i), PeerBench.pingFor("m1", 1_000, i & 0xffff, i));
        }
    }),
    STATE_THAT_IS_PUSHED((bench, amount) -> {
        for (int i = 0; i < amount; i++) {
            bench.hear(2, delta(i, i + 1, i)).pass(50);
        }
    }),
    DEATHS_TOLD_BY_A_DEAD_MEMBER((bench, amount) -> {
        bench.hear(3, verdict("m2", 1, 0, Status.DEAD));
        for (int i = 0; i < amount; i++) {
            bench.hear(2, verdict("m" + (3 + i % 3), 1, i, Status.DEAD));
        }
    }),
    ONE_LONG_STATE((bench, amount) -> {
        List<StateEntry> entries = new ArrayList<>();
        for (int i = 0; i < amount; i++) {
            entries.add(entry(i, i + 1));
        }
        Message facts = new Message.StateDelta("m2", 1, 0, amount, true, entries);
        bench.accept(99, hello(Purpose.JOIN), buckets(), facts, new Message.SyncRequest(1, List.of()));
    }),
    ONE_LONG_LIST_OF_DIGESTS((bench, amount) -> bench.hear(2, digests(amount))),
    ONE_LONG_REQUEST((bench, amount) -> {
        List<Message.Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < amount; i++) {
            wanted.add(new Message.Wanted("m" + i, 0, 0));
        }
        bench.accept(99, hello(Purpose.JOIN), buckets(), new Message.SyncRequest(1, wanted));
    }),
    ONE_LONG_LIST_OF_FACTS((bench, amount) -> {
        long channel = bench.accept(99, hello(Purpose.JOIN), buckets());
        for (int i = 0; i < amount && !bench.port.channel(channel).closed; i++) {
            bench.write(channel, new Message.Alive(fake(i, address(i))));
        }
        bench.write(channel, new Message.SyncRequest(1, List.of()));
    }),
    FACTS_BEFORE_A_REQUEST((bench, amount) -> {
        long channel = bench.accept(99, hello(Purpose.JOIN), buckets());
        for (int i = 0; i < amount && !bench.port.channel(channel).closed; i++) {
            bench.write(channel, new Message.Alive(fake(i, address(i))));
        }
    }),
    TETHERS((bench, amount) -> {
        for (int i = 0; i < amount; i++) {
            bench.accept(99, new Message.Hello(1, 1, "test", "f" + i, 1, Purpose.TETHER));
        }
    }),
    STREAMS_THAT_SAY_NOTHING((bench, amount) -> {
        for (int i = 0; i < amount; i++) {
            bench.accept(99);
        }
    });

    private final ObjIntConsumer<PeerBench> input;

    Flood(ObjIntConsumer<PeerBench> input) {
        this.input = input;
    }

    /** Has a peer suffer it. */
    @Override
    public void accept(PeerBench bench, int amount) {
        input.accept(bench, amount);
    }

    private static ObjIntConsumer<PeerBench> datagrams(IntFunction<Message> message) {
        return (bench, amount) -> {
            List<Message> datagram = new ArrayList<>();
            for (int i = 0; i < amount; i++) {
                datagram.add(message.apply(i));
                if (datagram.size() == 20 || i == amount - 1) {
                    bench.hear(99, datagram.toArray(Message[]::new));
                    datagram.clear();
                }
            }
        };
    }

    private static Address address(int i) {
        return Address.ipv4(11 << 24 | i, 7_000);
    }

    private static MemberRecord fake(int i, Address address) {
        return new MemberRecord("fake-" + i, 1, 0, Status.ALIVE, List.of(address), "", 1, 1, 1_000, 0);
    }

    private static MemberRecord named(String name, Address address) {
        return new MemberRecord(name, 1, 0, Status.ALIVE, List.of(address), "", 1, 1, 1_000, 0);
    }

    /** A name whose hash, as the JDK computes it, is that of all others: "Aa" and "BB" have the same. */
    private static String colliding(int i) {
        StringBuilder name = new StringBuilder();
        for (int bit = 0; bit < 16; bit++) {
            name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return name.toString();
    }

    /** An IPv6 address whose hash is that of all others: that of a long whose halves are equal is 0. */
    private static Address collidingAddress(int i) {
        return new Address((long) i << 32 | i, 1, 7_000);
    }

    private static MemberRecord incarnation(int i) {
        return new MemberRecord("m2", 1, i, Status.ALIVE, List.of(Samples.address(2), address(i)), "", 1, 1, 1_000, 0);
    }

    private static Message.Verdict verdict(String name, long generation, long incarnation, Status status) {
        return new Message.Verdict(name, generation, incarnation, status, Evidence.SILENT, List.of("m3"), 0);
    }

    private static Message.Hello hello(Purpose purpose) {
        return new Message.Hello(1, 1, "test", "stranger", 1, purpose);
    }

    /** Of a joiner that knows more than itself, so that it is asked for facts. */
    private static Message.SyncBuckets buckets() {
        int[] hashes = new int[View.BUCKETS];
        Arrays.fill(hashes, 1);
        return new Message.SyncBuckets(1, hashes);
    }

    private static StateEntry entry(int key, long version) {
        byte[] value = ("v" + key).getBytes(StandardCharsets.UTF_8);
        return new StateEntry("m/k" + key, version, value);
    }

    private static Message.StateDelta delta(long from, long to, int key) {
        return new Message.StateDelta("m2", 1, from, to, false, List.of(entry(key, to)));
    }

    private static Message.SyncDigests digests(int amount) {
        List<Message.Digest> digests = new ArrayList<>();
        for (int i = 0; i < amount; i++) {
            digests.add(new Message.Digest("fake-" + i, 1, 0, Status.ALIVE, 0, 0));
        }
        return new Message.SyncDigests(1, new int[] {0}, digests);
    }
}
