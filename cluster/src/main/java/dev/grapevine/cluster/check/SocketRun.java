package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A run that connects: the name is looked up, its addresses are tried one after the other, and what is done with the
 * connection is up to the kind of check. Each run has a connection of its own, which is closed at its end. All but the
 * look-up happens on the loop's thread.
 */
abstract class SocketRun implements CheckRun, CheckLoop.Socket, CheckResolver.Waiter {

    /** What the run waits for. */
    private enum Phase {
        LOOK_UP,
        CONNECT,
        EXCHANGE,
        ENDED
    }

    private final String host;
    private final int port;
    private final CheckLoop loop;
    private final CheckResolver resolver;
    private final CompletableFuture<CheckOutcome> outcome = new CompletableFuture<>();
    private volatile Phase phase = Phase.LOOK_UP;
    private List<InetAddress> left = List.of();
    private @Nullable SocketChannel channel;

    SocketRun(String host, int port, CheckLoop loop, CheckResolver resolver) {
        this.host = host;
        this.port = port;
        this.loop = loop;
        this.resolver = resolver;
    }

    final void begin(Punctuality punctuality) {
        resolver.resolve(host, punctuality, this);
    }

    // ---- what kinds of checks differ in

    /** The connection is there. May {@link #end} the run. */
    abstract void connected(SelectionKey key) throws IOException;

    /** The connection can be read or written, as was asked for. May {@link #end} the run. */
    abstract void exchange(SelectionKey key) throws IOException;

    /** Frees what the kind of check holds besides the connection. */
    void released() {}

    /** Begins all texts about a failure. */
    abstract String what();

    /** What to tell people when the connection was made, and no more came in time. */
    abstract String silent(Duration timeout);

    // ----

    final CheckLoop loop() {
        return loop;
    }

    @Override
    public final CompletableFuture<CheckOutcome> outcome() {
        return outcome;
    }

    @Override
    public final void resolved(List<InetAddress> addresses, @Nullable Throwable failure) {
        loop.execute(() -> guarded(() -> {
            if (phase != Phase.LOOK_UP) {
                return;
            }
            if (failure instanceof UnknownHostException) {
                end(CheckOutcome.critical("unknown host " + host));
            } else if (failure != null) {
                end(CheckOutcome.critical("the look-up of " + host + " failed: " + failure));
            } else {
                phase = Phase.CONNECT;
                left = addresses;
                connect(new ConnectException("the name has no address"));
            }
        }));
    }

    /** A step of a run, on the loop's thread. */
    interface Step {
        void run() throws IOException;
    }

    /** Runs a step, which ends the run if it fails. To be called on the loop's thread. */
    final void guarded(Step step) {
        try {
            if (phase != Phase.ENDED) {
                step.run();
            }
        } catch (Throwable e) {
            failed(e);
        }
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
        boolean done = opened.connect(new InetSocketAddress(address, port));
        SelectionKey key = loop.register(opened, done ? 0 : SelectionKey.OP_CONNECT, this);
        if (done) {
            established(opened, key);
        }
    }

    private void established(SocketChannel opened, SelectionKey key) throws IOException {
        if (opened.getLocalAddress().equals(opened.getRemoteAddress())) {
            // The system chose the port that is asked for, and connected the socket to itself.
            throw new ConnectException("Connection refused");
        }
        phase = Phase.EXCHANGE;
        key.interestOps(0);
        connected(key);
    }

    @Override
    public final void ready(SelectionKey key) throws IOException {
        if (phase == Phase.EXCHANGE) {
            exchange(key);
        } else if (phase == Phase.CONNECT && channel == key.channel()) {
            try {
                if (channel.finishConnect()) {
                    established(channel, key);
                }
            } catch (IOException e) {
                if (phase == Phase.EXCHANGE) {
                    throw e;
                }
                CheckLoop.closeQuietly(channel);
                connect(e);
            }
        }
    }

    @Override
    public final void failed(Throwable cause) {
        if (cause instanceof IOException) {
            String message = cause.getMessage();
            end(CheckOutcome.critical(
                    what() + (message == null ? cause.getClass().getSimpleName() : message)));
        } else {
            release();
            outcome.completeExceptionally(cause);
        }
    }

    /** Ends the run with a result. */
    final void end(CheckOutcome found) {
        if (phase != Phase.ENDED) {
            release();
            outcome.complete(found);
        }
    }

    private void release() {
        phase = Phase.ENDED;
        CheckLoop.closeQuietly(channel);
        channel = null;
        released();
    }

    @Override
    public final void abandon() {
        resolver.cancel(host, this);
        loop.execute(() -> {
            if (phase != Phase.ENDED) {
                release();
                outcome.cancel(false);
            }
        });
    }

    @Override
    public final String late(Duration timeout) {
        String within = " within " + CheckTarget.seconds(timeout);
        return switch (phase) {
            case LOOK_UP -> what() + "the look-up of " + host + " did not answer" + within;
            case CONNECT -> what() + "no connection" + within;
            default -> what() + silent(timeout);
        };
    }
}
