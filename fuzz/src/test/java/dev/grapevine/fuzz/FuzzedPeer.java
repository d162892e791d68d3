package dev.grapevine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.Random;

/** A peer that knows four others, and hears what a fuzzer makes them and strangers say. */
final class FuzzedPeer {

    private static final long MILLI_NANOS = 1_000_000;
    private static final long START_NANOS = 1_000_000_000_000L;
    private static final int MEMBERS = 5;
    private static final int MOST_RECORD_BYTES = 300;

    /** Datagrams that it may send in 5 s after so much input: 1 s of random runs explains 200 and 15 for each member. */
    private static final int MOST_DATAGRAMS = 5_000;

    private final CountingPort port = new CountingPort();
    private final Peer peer;
    private long now = START_NANOS;

    FuzzedPeer() {
        Settings settings = Settings.of(Profile.LAN);
        PeerConfig config =
                new PeerConfig("m1", 1_000, "fuzz", List.of(address(1)), "", List.of(), List.of(), false, 1, settings);
        peer = new Peer(config, new Random(11), port, now);
        peer.start(now);
        for (int i = 2; i <= MEMBERS; i++) {
            MemberRecord other = new MemberRecord("m" + i, 1, 0, Status.ALIVE, List.of(address(i)), "", 1, 1, 1_000, 0);
            peer.receive(List.of(new Message.Alive(other)), address(i), now);
        }
        peer.commands().register(ServiceInstance.named("web").port(80).build(), now);
        pass(300);
    }

    /** Members 1 to 5 by their number; any other is a stranger's. */
    static Address address(int i) {
        return Address.ipv4(10 << 24 | i, 7_000);
    }

    void datagram(int from, byte[] body) {
        if (Codec.decode(body, 0, body.length) instanceof Decoded.Batch batch) {
            peer.receive(batch.messages(), address(from), now);
        }
    }

    /** Somebody opens a stream. */
    void accept(int from) {
        peer.channelAccepted(port.open(), address(from), now);
    }

    /** The other end of one of the open channels writes a frame. */
    void write(int which, byte[] body) {
        Long channel = port.channel(which);
        if (channel != null && Codec.decode(body, 0, body.length) instanceof Decoded.Batch batch) {
            peer.channelReceived(channel, batch.messages(), now);
        }
    }

    /** One of the channels that this peer opened is open now. */
    void opened(int which) {
        Long channel = port.channel(which);
        if (channel != null) {
            peer.channelOpened(channel, now);
        }
    }

    void close(int which, CloseCause cause) {
        Long channel = port.channel(which);
        if (channel != null) {
            port.close(channel);
            peer.channelClosed(channel, cause, now);
        }
    }

    void pass(long millis) {
        long until = now + millis * MILLI_NANOS;
        while (peer.nextDeadline() - until <= 0) {
            now = Math.max(now, peer.nextDeadline());
            peer.tick(now, now / MILLI_NANOS);
        }
        now = until;
    }

    /** What must hold whatever came in. */
    void check() {
        MemberRecord self = peer.self();
        assertThat(Codec.size(new Message.Alive(self.withStatus(Status.ALIVE)))).isLessThanOrEqualTo(MOST_RECORD_BYTES);
        assertThat(self.incarnation()).isNotNegative();
        assertThat(port.sent()).as("datagrams sent").isLessThan(MOST_DATAGRAMS);
    }
}
