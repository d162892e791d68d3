package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Records every call. */
final class RecordingTransportListener implements TransportListener {

    sealed interface Notification {
        record Received(List<Message> messages, Address from) implements Notification {}

        record ChannelAccepted(long channel, Address from) implements Notification {}

        record ChannelOpened(long channel) implements Notification {}

        record ChannelRead(long channel, List<Message> messages) implements Notification {}

        record ChannelClosed(long channel, CloseCause cause) implements Notification {}

        record Resolved(
                String seed,
                List<Address> addresses,
                @Nullable String error) implements Notification {}
    }

    final List<Notification> all = new CopyOnWriteArrayList<>();

    <T extends Notification> List<T> of(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void receive(List<Message> messages, Address from, @Nullable SenderId sender, long now) {
        all.add(new Notification.Received(messages, from));
    }

    @Override
    public void channelAccepted(long channel, Address from, long now) {
        all.add(new Notification.ChannelAccepted(channel, from));
    }

    @Override
    public void channelOpened(long channel, long now) {
        all.add(new Notification.ChannelOpened(channel));
    }

    @Override
    public void channelReceived(long channel, List<Message> messages, long now) {
        all.add(new Notification.ChannelRead(channel, messages));
    }

    @Override
    public void channelClosed(long channel, CloseCause cause, long now) {
        all.add(new Notification.ChannelClosed(channel, cause));
    }

    @Override
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {
        all.add(new Notification.Resolved(seed, addresses, error));
    }
}
