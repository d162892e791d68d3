package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.DatagramReceiver;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receives what arrives at a transport: the inputs of a peer. Called in the loop only, and never from within a call of
 * the transport.
 */
public interface TransportListener extends DatagramReceiver {

    void channelAccepted(long channel, Address from, long now);

    void channelOpened(long channel, long now);

    void channelReceived(long channel, List<Message> messages, long now);

    void channelClosed(long channel, CloseCause cause, long now);

    void resolved(String seed, List<Address> addresses, @Nullable String error, long now);
}
