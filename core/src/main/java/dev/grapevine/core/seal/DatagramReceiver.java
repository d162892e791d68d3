package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receives the messages of datagrams. */
@FunctionalInterface
public interface DatagramReceiver {

    /**
     * @param sender the process that sealed the datagram; {@link SenderId#UNKNOWN} if nobody has introduced its salt; null if it was not sealed
     * @param now monotonic nanoseconds, when it is handed over
     */
    void receive(List<Message> messages, Address from, @Nullable SenderId sender, long now);
}
