package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.model.Health;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Connects, and closes the connection at once: the name is looked up, and its addresses are tried one after the other.
 * All but the look-up happens on the loop's thread.
 */
final class TcpRun implements CheckRun, CheckLoop.Socket, CheckResolver.Waiter {

    /** What the run waits for. */
    private enum Phase {
        LOOK_UP,
        CONNECT,
        ENDED
    }

    private final CheckTarget.Tcp target;
    private final CheckLoop loop;
    private final CheckResolver resolver;
    private final CompletableFuture<CheckOutcome> outcome = new CompletableFuture<>();
    private volatile Phase phase = Phase.LOOK_UP;
    private List<InetAddress> left = List.of();
    private @Nullable SocketChannel channel;

    TcpRun(CheckTarget.Tcp target, CheckLoop loop, CheckResolver resolver) {
        this.target = target;
        this.loop = loop;
        this.resolver = resolver;
    }

    void begin(Punctuality punctuality) {
        resolver.resolve(target.host(), punctuality, this);
    }

    @Override
    public CompletableFuture<CheckOutcome> outcome() {
        return outcome;
    }

    @Override
    public void resolved(List<InetAddress> addresses, @Nullable Throwable failure) {
        loop.execute(() -> {
            if (phase != Phase.LOOK_UP) {
                return;
            }
            phase = Phase.CONNECT;
            left = addresses;
            try {
                if (failure != null) {
                    throw failure;
                }
                connect(new ConnectException("the name has no address"));
            } catch (Throwable e) {
                failed(e);
            }
        });
    }

    private void connect(IOException before) throws IOException {
        IOException latest = before;
        while (!left.isEmpty()) {
            InetAddress address = left.get(0);
            left = left.subList(1, left.size());
            try {
                connect(address);
                return;
            } catch (IOException e) {
                CheckLoop.closeQuietly(channel);
                latest = e;
            }
        }
        throw latest;
    }

    private void connect(InetAddress address) throws IOException {
        SocketChannel opened = SocketChannel.open();
        channel = opened;
        opened.configureBlocking(false);
        if (opened.connect(new InetSocketAddress(address, target.port()))) {
            connected(opened);
        } else {
            loop.register(opened, SelectionKey.OP_CONNECT, this);
        }
    }

    private void connected(SocketChannel opened) throws IOException {
        refuseSelf(opened);
        end(new CheckOutcome(Health.PASSING, "connected to " + target));
    }

    /**
     * Refuses a connection to itself. Where nobody listens, the system may choose the very port that is asked for as the
     * local one, and connect the socket to itself.
     */
    static void refuseSelf(SocketChannel channel) throws IOException {
        if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
            throw new ConnectException("Connection refused");
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        SocketChannel ready = channel;
        if (phase == Phase.CONNECT && ready != null && ready == key.channel()) {
            try {
                if (ready.finishConnect()) {
                    connected(ready);
                }
            } catch (IOException e) {
                CheckLoop.closeQuietly(ready);
                connect(e);
            }
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (phase != Phase.ENDED) {
            release();
            CheckFailure.end(outcome, target.host(), target + ": ", cause);
        }
    }

    private void end(CheckOutcome found) {
        release();
        outcome.complete(found);
    }

    private void release() {
        phase = Phase.ENDED;
        CheckLoop.closeQuietly(channel);
        channel = null;
    }

    @Override
    public void abandon() {
        resolver.cancel(target.host(), this);
        loop.execute(() -> {
            if (phase != Phase.ENDED) {
                release();
                outcome.cancel(false);
            }
        });
    }

    @Override
    public String late(Duration timeout) {
        return target
                + (phase == Phase.LOOK_UP
                        ? ": the look-up of " + target.host() + " did not answer within "
                        : ": no connection within ")
                + CheckTarget.seconds(timeout);
    }
}
