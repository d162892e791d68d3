package dev.grapevine.core;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.Random;

/** One peer, named m1, at its bench: time goes on by request, all it does is written down, and the test plays the others. */
final class PeerBench {

    static final long MILLI = 1_000_000;
    private static final long START = 1_000_000_000_000L;

    final RecordingPort port = new RecordingPort();
    final Peer peer;
    private long now = START;

    PeerBench() {
        this(Settings.of(Profile.LAN));
    }

    PeerBench(Settings settings) {
        this(config(settings));
    }

    PeerBench(PeerConfig config) {
        peer = new Peer(config, new Random(11), port, now);
        peer.start(now);
    }

    /** Generation 1,000, at address 1, in the cluster "test", alone. */
    static PeerConfig config(Settings settings) {
        return config(settings, List.of(), List.of(), 1);
    }

    static PeerConfig config(Settings settings, List<String> seeds, List<Address> remembered, int expect) {
        return new PeerConfig(
                "m1", 1_000, "test", List.of(Samples.address(1)), "", seeds, remembered, false, expect, settings);
    }

    /** Milliseconds since the start. */
    long millis() {
        return (now - START) / MILLI;
    }

    /** Lets time go by; every timer runs when it is due. */
    PeerBench pass(long millis) {
        long until = now + millis * MILLI;
        while (peer.nextDeadline() - until <= 0) {
            now = Math.max(now, peer.nextDeadline());
            peer.tick(now, now / MILLI);
        }
        now = until;
        return this;
    }

    /** This process does not run for so long; what it hears next, it hears before its turn. */
    PeerBench sleep(long millis) {
        now += millis * MILLI;
        return this;
    }

    /** This process does not run for so long, then takes its turn. */
    PeerBench stall(long millis) {
        now += millis * MILLI;
        peer.tick(now, now / MILLI);
        return this;
    }

    PeerBench hear(int from, Message... messages) {
        return hear(Samples.address(from), messages);
    }

    PeerBench hear(Address from, Message... messages) {
        peer.receive(List.of(messages), from, now);
        return this;
    }

    /** Hears a sealed datagram, which that process made. */
    PeerBench hearSealed(SenderId sealer, int from, Message... messages) {
        peer.receive(List.of(messages), Samples.address(from), sealer, now);
        return this;
    }

    /** Hears the records of members 2 to n, each from itself. */
    PeerBench know(int n) {
        for (int i = 2; i <= n; i++) {
            hear(i, new Message.Alive(Samples.member(i)));
        }
        return this;
    }

    /** Accepts a stream from there. */
    long accept(int from, Message... messages) {
        long channel = port.accept(Samples.address(from));
        peer.channelAccepted(channel, Samples.address(from), now);
        return messages.length == 0 ? channel : write(channel, messages);
    }

    /** The other end of a channel writes. */
    long write(long channel, Message... messages) {
        peer.channelReceived(channel, List.of(messages), now);
        return channel;
    }

    PeerBench close(long channel, CloseCause cause) {
        peer.channelClosed(channel, cause, now);
        return this;
    }

    /** The others answer all pings that were sent to them by datagram and are still written down. */
    PeerBench answerPings() {
        for (RecordingPort.Datagram datagram : List.copyOf(port.sent)) {
            if (datagram.messages().get(0) instanceof Message.Ping ping) {
                hear(datagram.to(), new Message.Ack(ping.number(), true, 0));
            }
        }
        return this;
    }

    PeerBench forget() {
        port.clear();
        return this;
    }

    long now() {
        return now;
    }

    MemberRecord member(int i) {
        MemberRecord record = peer.questions().member("m" + i);
        if (record == null) {
            throw new AssertionError("m" + i + " is unknown");
        }
        return record;
    }

    /** The last stream that was opened to there for that, and is still open. */
    long channelTo(int i, Message.Purpose purpose) {
        long found = 0;
        for (var entry : port.channels.entrySet()) {
            RecordingPort.Channel channel = entry.getValue();
            boolean fits = channel.written.stream()
                    .anyMatch(message -> message instanceof Message.Hello hello && hello.purpose() == purpose);
            if (channel.to.equals(Samples.address(i)) && !channel.closed && fits) {
                found = entry.getKey();
            }
        }
        if (found == 0) {
            throw new AssertionError("no open stream to m" + i + " for " + purpose);
        }
        return found;
    }

    /** The number of the sync that was asked for on a stream. */
    int syncNumber(long channel) {
        return port.channel(channel).written.stream()
                .filter(Message.SyncBuckets.class::isInstance)
                .map(buckets -> ((Message.SyncBuckets) buckets).number())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sync was asked for on stream " + channel));
    }

    /** The packets that hold nothing but a verdict, to its own subject, and padding. */
    long accusationsOf(int i) {
        return port.to(Samples.address(i)).stream()
                .filter(messages -> messages.size() == 2
                        && messages.get(1) instanceof Message.Padding
                        && messages.get(0) instanceof Message.Verdict verdict
                        && verdict.name().equals("m" + i))
                .count();
    }

    static Message.Ping pingFor(String name, long generation, int number, long viewHash) {
        return new Message.Ping(number, IdentityHash.generation(name, generation), viewHash);
    }

    static Message.Verdict verdict(int i, Status status, Evidence evidence, String... accusers) {
        return new Message.Verdict("m" + i, 1, 0, status, evidence, List.of(accusers), 0);
    }
}
