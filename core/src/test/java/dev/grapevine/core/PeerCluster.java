package dev.grapevine.core;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Peers m1, m2, ... in virtual time, on a network that takes a millisecond and loses nothing. All that they say goes through the codec. A stranger can
 * send anything to them.
 */
final class PeerCluster {

    static final long MILLI = 1_000_000;
    static final long WALL_MILLIS = 1_700_000_000_000L;

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Map<Address, Node> nodes = new HashMap<>();
    private final Settings settings;
    private final Random random;
    private long now = 1_000_000_000_000L;
    private long order;

    /** The bytes and packets that were sent to addresses of nobody. */
    long lostPackets;

    private record Due(long at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    PeerCluster(Settings settings, long seed) {
        this.settings = settings;
        this.random = new Random(seed);
    }

    long now() {
        return now;
    }

    private void after(long nanos, Runnable what) {
        queue.add(new Due(now + nanos, order++, what));
    }

    /** Starts m<i> at its address, with these seeds. */
    Node start(int i, int... seeds) {
        return start("m" + i, i, seeds);
    }

    Node start(String name, int address, int... seeds) {
        List<Address> remembered = new ArrayList<>();
        for (int seed : seeds) {
            remembered.add(Samples.address(seed));
        }
        Node node = new Node(name, Samples.address(address), remembered);
        nodes.put(node.address, node);
        node.peer.start(now);
        return node;
    }

    /** A member is at another address from now on, and knows it, but has told nobody yet. */
    void move(Node node, int address) {
        nodes.remove(node.address, node);
        node.address = Samples.address(address);
        nodes.put(node.address, node);
    }

    void kill(Node node) {
        nodes.remove(node.address, node);
    }

    /** Lets time go by. */
    void pass(long millis) {
        long until = now + millis * MILLI;
        while (true) {
            Due due = queue.peek();
            long next = due == null ? Long.MAX_VALUE : due.at;
            Node ticked = null;
            for (Node node : nodes.values()) {
                long deadline = Math.max(now, node.peer.nextDeadline());
                if (deadline < next) {
                    next = deadline;
                    ticked = node;
                }
            }
            if (next > until) {
                now = until;
                return;
            }
            now = next;
            if (ticked != null) {
                ticked.peer.tick(now, WALL_MILLIS + now / MILLI);
            } else {
                queue.remove().what.run();
            }
        }
    }

    /** A stranger sends this to a member. */
    void forge(Address from, Address to, Message... messages) {
        deliver(from, to, List.of(messages));
    }

    private void deliver(Address from, Address to, List<Message> messages) {
        byte[] bytes = Codec.encode(messages);
        after(MILLI, () -> {
            Node receiver = nodes.get(to);
            if (receiver == null) {
                lostPackets++;
            } else if (Codec.decode(bytes, 0, bytes.length) instanceof Decoded.Batch batch) {
                receiver.peer.receive(batch.messages(), from, now);
            }
        });
    }

    /** One peer and its port. */
    final class Node implements Port {
        final String name;
        final Peer peer;
        final List<PeerEvent> events = new ArrayList<>();
        private final Map<Long, End> ends = new HashMap<>();
        private long lastChannel;
        Address address;
        long sentPackets;
        long sentBytes;

        Node(String name, Address address, List<Address> remembered) {
            this.name = name;
            this.address = address;
            PeerConfig config = new PeerConfig(
                    name,
                    (WALL_MILLIS + now / MILLI) << 16 | random.nextInt(1 << 16),
                    "test",
                    List.of(address),
                    "",
                    List.of(),
                    remembered,
                    false,
                    1,
                    settings);
            this.peer = new Peer(config, new Random(random.nextLong()), this, now);
        }

        /** The status of another member here; null if it is unknown. */
        @Nullable Status sees(String other) {
            MemberRecord record = peer.questions().member(other);
            return record == null ? null : record.status();
        }

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public boolean send(Address to, List<Message> messages) {
            sentPackets++;
            sentBytes += Codec.size(messages);
            deliver(address, to, messages);
            return true;
        }

        @Override
        public void broadcast(List<Message> messages) {}

        @Override
        public long openStream(Address to) {
            long channel = ++lastChannel;
            End mine = new End(this, channel);
            ends.put(channel, mine);
            after(MILLI, () -> {
                Node other = nodes.get(to);
                if (other == null) {
                    mine.closed(CloseCause.REFUSED);
                    return;
                }
                End theirs = new End(other, ++other.lastChannel);
                other.ends.put(theirs.channel, theirs);
                mine.other = theirs;
                theirs.other = mine;
                other.peer.channelAccepted(theirs.channel, address, now);
                mine.opened();
            });
            return channel;
        }

        @Override
        public long openDatagram(Address to) {
            long channel = ++lastChannel;
            ends.put(channel, new End(this, channel)); // silent: only streams tell of refusals here
            return channel;
        }

        @Override
        public void write(long channel, List<Message> messages) {
            End end = ends.get(channel);
            if (end != null) {
                end.write(Codec.encode(messages));
            }
        }

        @Override
        public void close(long channel) {
            End end = ends.remove(channel);
            if (end != null && end.other != null) {
                End other = end.other;
                after(MILLI, () -> other.closed(CloseCause.END));
            }
        }

        @Override
        public void resolve(String seed) {}

        @Override
        public void emit(PeerEvent event) {
            events.add(event);
        }
    }

    /** One end of a stream. */
    private final class End {
        private final Node node;
        private final long channel;
        private final List<byte[]> waiting = new ArrayList<>();
        private @Nullable End other;

        End(Node node, long channel) {
            this.node = node;
            this.channel = channel;
        }

        void opened() {
            if (node.ends.containsKey(channel)) {
                node.peer.channelOpened(channel, now);
                waiting.forEach(this::write);
                waiting.clear();
            }
        }

        void write(byte[] bytes) {
            End to = other;
            if (to == null) {
                waiting.add(bytes);
                return;
            }
            after(MILLI, () -> {
                if (to.node.ends.containsKey(to.channel)
                        && Codec.decode(bytes, 0, bytes.length) instanceof Decoded.Batch batch) {
                    to.node.peer.channelReceived(to.channel, batch.messages(), now);
                }
            });
        }

        void closed(CloseCause cause) {
            if (node.ends.remove(channel) != null && nodes.get(node.address) == node) {
                node.peer.channelClosed(channel, cause, now);
            }
        }
    }
}
