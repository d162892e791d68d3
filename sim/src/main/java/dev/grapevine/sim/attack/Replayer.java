package dev.grapevine.sim.attack;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.sim.operation.Attack;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.HostPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The process of a stranger that sends what was overheard. It hears nothing: a recording has no answers. */
final class Replayer implements Intruder {

    /** One of so many replays is a stream. */
    private static final int ONE_STREAM_OF = 50;

    private final Attack attack;
    private final Eavesdropper eavesdropper;
    private final Address victim;
    private final Host host;
    private final HostPort port;
    private long start;
    private int sent;

    Replayer(Attack attack, Eavesdropper eavesdropper, Address victim, Host host, HostPort port) {
        this.attack = attack;
        this.eavesdropper = eavesdropper;
        this.victim = victim;
        this.host = host;
        this.port = port;
        port.seal(new ReplayingWire(eavesdropper));
    }

    @Override
    public Attack attack() {
        return attack;
    }

    @Override
    public void start(long now) {
        start = now;
    }

    @Override
    public void tick(long now, long wallMillis) {
        while (sent < attack.count() && now - nextDeadline() >= 0) {
            sent++;
            if (sent % ONE_STREAM_OF == 0) {
                port.openStream(victim);
            } else {
                eavesdropper.replay(host, victim);
            }
        }
    }

    @Override
    public long nextDeadline() {
        return start + (long) ((double) attack.duration() * sent / attack.count());
    }

    @Override
    public boolean stopped() {
        return sent == attack.count();
    }

    @Override
    public void receive(List<Message> messages, Address from, @Nullable SenderId sealer, long now) {}

    @Override
    public void channelAccepted(long channel, Address from, long now) {}

    @Override
    public void channelOpened(long channel, long now) {}

    @Override
    public void channelReceived(long channel, List<Message> messages, long now) {}

    @Override
    public void channelClosed(long channel, CloseCause cause, long now) {}

    @Override
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {}
}
