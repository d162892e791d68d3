package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.cluster.check.CheckWorkers;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/** Jetty's client of HTTP/2 for gRPC checks. Starts with the first of them. Thread-safe. */
final class GrpcClient implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int IDLE_MILLIS = 5_000;

    /** The engine ends a run that is late; this is for connections that nobody waits for. */
    private static final long CONNECT_MILLIS = TimeUnit.SECONDS.toMillis(60);

    private static final int MAX_HEADERS_BYTES = 16 * 1_024;

    private final String owner;
    private final CheckWorkers starter;
    private final CheckTrust trust;
    private @Nullable HTTP2Client client;
    private boolean closed;

    /** @param owner begins the names of the threads */
    GrpcClient(String owner) {
        this.owner = owner;
        this.starter = new CheckWorkers(1, owner + "-check-grpc-start");
        this.trust = new CheckTrust(owner + "-check-grpc-ca");
    }

    CheckTrust trust() {
        return trust;
    }

    /** Has the run connect, once there is a client. */
    void use(GrpcRun run) {
        starter.run(Punctuality.PROMPT, () -> {
            try {
                run.connect(started());
            } catch (Throwable e) { // for example because no thread can be made
                run.failed(e);
            }
        });
    }

    private synchronized HTTP2Client started() throws Exception {
        HTTP2Client running = client;
        if (running != null) {
            return running;
        }
        if (closed) {
            throw new IllegalStateException("the checks have ended");
        }
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1, IDLE_MILLIS);
        threads.setName(owner + "-check-grpc");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        connector.setScheduler(new ScheduledExecutorScheduler(owner + "-check-grpc-timer", true));
        connector.setSslContextFactory(new SslContextFactory.Client());
        HTTP2Client made = new HTTP2Client(connector);
        made.setConnectTimeout(CONNECT_MILLIS);
        made.setIdleTimeout(-1);
        made.setStreamIdleTimeout(-1);
        made.setMaxConcurrentPushedStreams(0);
        made.setMaxResponseHeadersSize(MAX_HEADERS_BYTES);
        try {
            made.start();
        } catch (Exception e) {
            made.stop();
            throw e;
        }
        client = made;
        return made;
    }

    /** Has the selector free what was closed while it connected. */
    void wake() {
        HTTP2Client running;
        synchronized (this) {
            running = client;
        }
        if (running != null) {
            running.getContainedBeans(ManagedSelector.class).forEach(selector -> selector.submit(ignored -> {}));
        }
    }

    /** Ends the client on another thread, because it waits for its own ones. */
    @Override
    public void close() {
        HTTP2Client running;
        synchronized (this) {
            closed = true;
            running = client;
        }
        starter.close();
        trust.close();
        if (running != null) {
            Thread stopping = new Thread(() -> stop(running), owner + "-check-grpc-stop");
            stopping.setDaemon(true);
            stopping.start();
        }
    }

    private static void stop(HTTP2Client running) {
        try {
            running.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the client for gRPC checks does not stop", e);
        }
    }
}
