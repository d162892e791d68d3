package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.nio.channels.SelectionKey;
import java.time.Duration;

/** Connects, and closes the connection at once. */
final class TcpRun extends SocketRun {

    private final CheckTarget.Tcp target;

    TcpRun(CheckTarget.Tcp target, CheckLoop loop, CheckResolver resolver) {
        super(target.host(), target.port(), loop, resolver);
        this.target = target;
    }

    @Override
    void connected(SelectionKey key) {
        end(new CheckOutcome(Health.PASSING, "connected to " + target));
    }

    @Override
    void exchange(SelectionKey key) {
        throw new IllegalStateException("a TCP check ends with its connection");
    }

    @Override
    String what() {
        return target + ": ";
    }

    @Override
    String silent(Duration timeout) {
        return "no end within " + CheckTarget.seconds(timeout);
    }
}
