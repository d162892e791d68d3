package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a transport hands in what came; the inputs of a peer. Called only in the loop, never from within a call of it.
 */
public interface TransportListener {

    void receive(List<Message> messages, Address from, long now);

    void channelAccepted(long channel, Address from, long now);

    void channelOpened(long channel, long now);

    void channelReceived(long channel, List<Message> messages, long now);

    void channelClosed(long channel, CloseCause cause, long now);

    void resolved(String seed, List<Address> addresses, @Nullable String error, long now);
}
