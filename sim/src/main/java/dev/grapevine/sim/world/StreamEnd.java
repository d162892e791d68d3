package dev.grapevine.sim.world;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream in its host's kernel: the handshake, and what arrives. {@link StreamSender} does the sending.
 *
 * <p>A stream is reliable and ordered. What cannot get through waits, unnoticed by either side, until the path is healed or
 * the sender's user timeout closes its end. Kernels do the handshake, so it succeeds with a process that hangs.
 */
final class StreamEnd implements Channel {

    private static final long FIRST_SYN_RETRY_NANOS = 1_000_000_000L;

    private enum State {
        CONNECTING,
        /** Known to the kernel only, until the handshake is complete. */
        ACCEPTING,
        OPEN,
        CLOSED
    }

    final World world;
    final Process process;
    final Host host;
    final Address local;
    final Address remote;
    private final StreamSender sender = new StreamSender(this);
    /** Turns messages into bytes; null if frames are handed over as they are. */
    private final @Nullable StreamSession session;

    /** What was written before the handshake was complete. */
    private final List<List<Message>> early = new ArrayList<>();

    /** What waits in the session until there are keys. */
    private List<Message> sealedLater = List.of();

    private final boolean opener;
    private boolean written;
    private long number;
    private State state;
    private @Nullable StreamEnd other;

    /** The end that opens a stream. */
    StreamEnd(World world, Process process, long number, Address local, Address remote) {
        this.world = world;
        this.process = process;
        this.host = process.host();
        this.number = number;
        this.local = local;
        this.remote = remote;
        this.state = State.CONNECTING;
        this.opener = true;
        this.session = process.wire().session(true);
    }

    /** The end that a kernel makes when somebody connects to it. */
    private StreamEnd(Process process, StreamEnd opener) {
        this.world = opener.world;
        this.process = process;
        this.host = process.host();
        this.local = opener.remote;
        this.remote = opener.local;
        this.state = State.ACCEPTING;
        this.other = opener;
        this.opener = false;
        this.session = process.wire().session(false);
    }

    @Override
    public long number() {
        return number;
    }

    StreamEnd other() {
        if (other == null) {
            throw new IllegalStateException("there is no other end yet");
        }
        return other;
    }

    /** What both sides have agreed on; null before that, and on a stream in clear. */
    @Nullable StreamSecret secret() {
        return session == null ? null : session.secret();
    }

    // ---- what its program does

    @Override
    public void write(List<Message> messages) {
        if (state == State.CONNECTING) {
            early.add(messages);
        } else if (state == State.OPEN) {
            writeNow(messages);
        }
    }

    private void writeNow(List<Message> messages) {
        if (session == null) {
            transmit(messages, process.wire().frame(messages));
            return;
        }
        ByteBuffer bytes = session.write(messages);
        if (bytes.hasRemaining()) {
            transmit(messages, Packet.of(bytes, process));
        } else {
            sealedLater = joined(sealedLater, messages);
        }
    }

    private static List<Message> joined(List<Message> first, List<Message> second) {
        List<Message> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** Sends what the session has to say by itself, and what waited for it. */
    private void transmitPending(StreamSession of) {
        ByteBuffer bytes = of.pending();
        if (bytes.hasRemaining()) {
            List<Message> waited = sealedLater;
            sealedLater = List.of();
            transmit(waited, Packet.of(bytes, process));
        }
    }

    private void transmit(List<Message> messages, Packet packet) {
        host.traffic.frameBytesSent += packet.size();
        world.wrote(process, messages, packet.size(), opener && !written);
        written = true;
        sender.add(Segment.Kind.DATA, packet);
    }

    /** Hands the messages in a packet that arrived to the program. */
    void read(Packet packet, Program program, long now) {
        ByteBuffer bytes = packet.bytes();
        if (session == null || bytes == null) {
            program.channelReceived(number, packet.messages(), now);
            return;
        }
        boolean noted = false;
        for (Decoded next = session.read(bytes); next != null && held(); next = session.read(bytes)) {
            transmitPending(session);
            if (!(next instanceof Decoded.Batch batch)) {
                process.wire().rejected((Decoded.Rejected) next);
                process.port().close(number);
                program.channelClosed(number, CloseCause.GARBLED, now);
            } else if (!batch.messages().isEmpty()) {
                if (!noted) {
                    noted = true;
                    world.took(process, packet);
                }
                program.channelReceived(number, batch.messages(), now);
            }
        }
        process.wire().release(now);
    }

    private boolean held() {
        return process.running() && process.port().holds(this);
    }

    @Override
    public void close() {
        if (state == State.OPEN) {
            sender.add(Segment.Kind.FIN, Packet.EMPTY);
        }
        state = State.CLOSED;
    }

    @Override
    public void killed() {
        if (state == State.OPEN && process.unread(this)) {
            state = State.CLOSED;
            reset(other());
        } else {
            close();
        }
    }

    @Override
    public void vanish() {
        state = State.CLOSED;
        sender.vanish();
    }

    // ---- handshake

    void connect() {
        if (!host.opens()) {
            later(0, () -> fail(CloseCause.LOCAL));
            return;
        }
        later(world.options().connectTimeout(), () -> fail(CloseCause.TIMEOUT));
        sendSyn(FIRST_SYN_RETRY_NANOS);
    }

    private void sendSyn(long retry) {
        if (state != State.CONNECTING || !process.running()) {
            return;
        }
        Network network = world.network();
        Host target = network.hostAt(remote);
        if (target != null && network.passes(host, target)) {
            long delay = network.streamDelay(host, target);
            if (network.rejects(host, target)) {
                later(2 * delay, () -> fail(CloseCause.REFUSED));
            } else if (!network.losesStreamPacket(host, target)) {
                later(delay, this::synArrived);
            }
        }
        later(retry, () -> sendSyn(2 * retry));
    }

    /** The first packet of the handshake arrives at the other host. */
    private void synArrived() {
        Network network = world.network();
        Host target = network.hostAt(remote);
        if (state != State.CONNECTING || target == null || !target.reachable()) {
            return;
        }
        Process listening = target.process();
        boolean refused = listening == null || remote.port() != Host.PORT;
        if (network.passes(target, host) && !network.losesStreamPacket(target, host)) {
            long delay = network.streamDelay(target, host);
            if (refused) {
                later(delay, () -> fail(CloseCause.REFUSED));
            } else {
                later(delay, this::synAckArrived);
            }
        }
        if (listening != null && !refused && other == null) {
            other = new StreamEnd(listening, this);
        }
    }

    /** The answer of the other kernel arrives. */
    private void synAckArrived() {
        if (state != State.CONNECTING || !process.running() || !host.reachable()) {
            return;
        }
        state = State.OPEN;
        sender.add(Segment.Kind.ESTABLISH, Packet.EMPTY);
        if (session != null) {
            transmitPending(session);
        }
        early.forEach(this::writeNow);
        early.clear();
        process.accept(StreamInput.opened(this));
    }

    /** The handshake did not succeed. */
    private void fail(CloseCause cause) {
        if (state == State.CONNECTING && (cause != CloseCause.REFUSED || host.reachable())) {
            end(cause);
        }
    }

    // ---- what arrives

    /** A segment from the other end arrives. */
    void arrived(Segment segment) {
        if (!host.reachable() || !host.owns(local)) {
            other().sender.undelivered(segment);
        } else if (state == State.CLOSED || !process.running()) {
            if (segment.kind != Segment.Kind.FIN) {
                reset(other());
            }
        } else {
            take(segment);
        }
    }

    private void take(Segment segment) {
        switch (segment.kind) {
            case ESTABLISH -> {
                state = State.OPEN;
                number = process.port().adopt(this);
                process.accept(StreamInput.accepted(this));
            }
            case DATA -> {
                if (world.network().damagesStream(other().host, host)) {
                    end(CloseCause.GARBLED);
                    reset(other());
                    return;
                }
                host.traffic.frameBytesReceived += segment.packet.size();
                process.accept(StreamInput.received(this, segment.packet));
            }
            case FIN -> end(CloseCause.END);
        }
    }

    /** Tells the other kernel that this end does not exist, after everything that is in flight to it. */
    private void reset(StreamEnd target) {
        if (world.network().passes(host, target.host)) {
            long delay = world.network().streamDelay(host, target.host);
            target.later(Math.max(delay, sender.lastArrival() - world.now()), target::wasReset);
        }
    }

    /** A middlebox resets the stream; both ends learn of it. */
    void resetBothEnds() {
        if (state == State.OPEN) {
            StreamEnd otherEnd = other();
            wasReset();
            otherEnd.wasReset();
        }
    }

    void wasReset() {
        if (state == State.OPEN && host.reachable()) {
            end(CloseCause.RESET);
        }
    }

    /** Its own kernel gave up on what it could not send. */
    void timedOut() {
        if (state == State.OPEN) {
            end(CloseCause.TIMEOUT);
        }
    }

    private void end(CloseCause cause) {
        state = State.CLOSED;
        sender.vanish();
        process.accept(StreamInput.closed(this, cause));
    }

    /** Streams are few, so an object for each delay does not matter. */
    void later(long delay, Runnable action) {
        world.at(world.now() + delay, action);
    }
}
