package dev.grapevine.sim.world;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a process runs: the inputs of {@link dev.grapevine.core.Peer} as an interface, so that the world can be tested with
 * programs of ten lines. {@code now} is the monotonic clock of the host, in nanoseconds.
 */
public interface Program {

    /** Whether observers watch what the process does; those of a stranger are {@link Observer#intruded}. */
    default boolean observed() {
        return true;
    }

    void start(long now);

    /** @param sealer the process that sealed it; null if it was not sealed, or nobody introduced its salt */
    void receive(List<Message> messages, Address from, @Nullable SenderId sealer, long now);

    void channelAccepted(long channel, Address from, long now);

    void channelOpened(long channel, long now);

    void channelReceived(long channel, List<Message> messages, long now);

    void channelClosed(long channel, CloseCause cause, long now);

    void resolved(String seed, List<Address> addresses, @Nullable String error, long now);

    void tick(long now, long wallMillis);

    /** When {@link #tick} is to be called next, on the host's monotonic clock. */
    long nextDeadline();

    /** Whether it has ended by itself; its process then exits at once. */
    boolean stopped();
}
