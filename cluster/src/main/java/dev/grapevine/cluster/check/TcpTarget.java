package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Passes if a connection is accepted. The name is looked up again for each run, because its addresses may change. */
public record TcpTarget(String host, int port) implements CheckTarget {

    /** On a thread of its own, because the look-up of a name blocks. */
    @Override
    public CheckRun begin(CheckThreads threads) {
        return threads.call(this::connect);
    }

    private CheckOutcome connect() {
        // A channel, because an interrupt closes it, also while it connects.
        try (SocketChannel channel = SocketChannel.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getByName(host), port));
            return new CheckOutcome(Health.PASSING, "connected to " + this);
        } catch (UnknownHostException e) {
            return CheckOutcome.critical("unknown host " + host);
        } catch (IOException e) {
            return CheckOutcome.critical(this + ": " + e.getMessage());
        }
    }

    @Override
    public String late(Duration timeout) {
        return this + " accepted no connection within " + CheckTarget.seconds(timeout);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
