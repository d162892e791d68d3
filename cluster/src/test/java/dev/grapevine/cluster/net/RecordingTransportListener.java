package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what came in. */
final class RecordingTransportListener implements TransportListener {

    sealed interface Input {
        record Received(List<Message> messages, Address from) implements Input {}

        record Accepted(long channel, Address from) implements Input {}

        record Opened(long channel) implements Input {}

        record Read(long channel, List<Message> messages) implements Input {}

        record Closed(long channel, CloseCause cause) implements Input {}

        record Resolved(
                String seed,
                List<Address> addresses,
                @Nullable String error) implements Input {}
    }

    final List<Input> all = new CopyOnWriteArrayList<>();

    <T extends Input> List<T> of(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void receive(List<Message> messages, Address from, long now) {
        all.add(new Input.Received(messages, from));
    }

    @Override
    public void channelAccepted(long channel, Address from, long now) {
        all.add(new Input.Accepted(channel, from));
    }

    @Override
    public void channelOpened(long channel, long now) {
        all.add(new Input.Opened(channel));
    }

    @Override
    public void channelReceived(long channel, List<Message> messages, long now) {
        all.add(new Input.Read(channel, messages));
    }

    @Override
    public void channelClosed(long channel, CloseCause cause, long now) {
        all.add(new Input.Closed(channel, cause));
    }

    @Override
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {
        all.add(new Input.Resolved(seed, addresses, error));
    }
}
