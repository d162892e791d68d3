package dev.grapevine.sim.member;

import dev.grapevine.core.Peer;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.Program;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A peer as the program of a simulated process. Tests that break a peer on purpose override its inputs. */
public class PeerProgram implements Program {

    private final Peer peer;

    public PeerProgram(Peer peer) {
        this.peer = peer;
    }

    public final Peer peer() {
        return peer;
    }

    /** The peer that a process of a simulation runs. */
    public static Peer peerOf(Process process) {
        return ((PeerProgram) process.program()).peer();
    }

    @Override
    public void start(long now) {
        peer.start(now);
    }

    @Override
    public void receive(List<Message> messages, Address from, @Nullable SenderId sealer, long now) {
        peer.receive(messages, from, sealer, now);
    }

    @Override
    public void channelAccepted(long channel, Address from, long now) {
        peer.channelAccepted(channel, from, now);
    }

    @Override
    public void channelOpened(long channel, long now) {
        peer.channelOpened(channel, now);
    }

    @Override
    public void channelReceived(long channel, List<Message> messages, long now) {
        peer.channelReceived(channel, messages, now);
    }

    @Override
    public void channelClosed(long channel, CloseCause cause, long now) {
        peer.channelClosed(channel, cause, now);
    }

    @Override
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {
        peer.resolved(seed, addresses, error, now);
    }

    @Override
    public void tick(long now, long wallMillis) {
        peer.tick(now, wallMillis);
    }

    @Override
    public long nextDeadline() {
        return peer.nextDeadline();
    }

    @Override
    public boolean stopped() {
        return peer.stopped();
    }
}
