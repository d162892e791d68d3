package dev.grapevine.agent.http;

import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.model.Address;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The HTTP server of one agent. Thread-safe. */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(HttpServer.class.getName());

    private static final long WORKER_IDLE_SECONDS = 30;

    /** How often the files of the certificate are looked at. */
    private static final int RENEWAL_SECONDS = 2;

    private final Javalin javalin;
    private final Address address;
    private final List<Route> routes;
    private final Runnable reload;
    private final Runnable release;
    private final Runnable end;

    /**
     * @param reload takes what may be read again
     * @param release has what waits answered, and waits a moment for the answers
     * @param end ends what is left when nothing is served any more
     */
    private HttpServer(
            Javalin javalin, List<Route> routes, Address address, Runnable reload, Runnable release, Runnable end) {
        this.javalin = javalin;
        this.routes = List.copyOf(routes);
        this.address = address;
        this.reload = reload;
        this.release = release;
        this.end = end;
    }

    /**
     * Starts to serve an API.
     *
     * @param listeners whose sockets are closed with the server
     * @param settings who may use the API, asked for with each connection and request
     * @param names by which this agent may be called in URLs, in lower case, besides addresses and names that are never
     *     public
     * @param timer for event streams; is not closed here
     * @param patience with clients
     */
    public static HttpServer start(
            HttpListeners listeners,
            HttpApi api,
            Supplier<HttpAccess> settings,
            Set<String> names,
            ScheduledExecutorService timer,
            HttpPatience patience)
            throws IOException {
        InetSocketAddress bound = (InetSocketAddress) listeners.api().getLocalAddress();
        Address address = Address.of(bound.getAddress().getAddress(), bound.getPort());
        QueuedThreadPool threads = new QueuedThreadPool(HttpLimits.IO_THREADS, 1);
        threads.setName("grapevine-http");
        threads.setReservedThreads(0);
        ThreadPoolExecutor workers = workers();
        ConnectionLimits connections = new ConnectionLimits(new SilentPeers(bound.getPort()), patience.request());
        RequestGate gate = new RequestGate(connections, workers, new ResponseBuffers(), patience.request());
        HttpResponses responses = new HttpResponses();
        AccessControl access = new AccessControl(settings, names);
        AuditLog audit = new AuditLog();
        BlockingReads reads = api.blockingReads(workers);
        EventRoutes events = api.eventRoutes(timer, patience);
        List<Route> routes = api.routes(address, responses, reads, events);
        Javalin javalin = Javalin.create(config -> {
            configure(config, threads, gate);
            config.jetty.addConnector((server, http) -> ApiConnector.on(
                    listeners.api(),
                    server,
                    () -> settings.get().allowed(),
                    connections,
                    factories(http, listeners.tls())));
            ServerSocketChannel health = listeners.health();
            if (health != null) {
                config.jetty.addConnector((server, http) -> {
                    ApiConnector plain =
                            ApiConnector.on(health, server, () -> AllowList.ALL, connections, factories(http, null));
                    plain.setName(RequestGate.HEALTH_ONLY);
                    return plain;
                });
            }
            config.routes.before(HttpServer::headers);
            config.routes.after(audit::answered);
            config.routes.exception(Exception.class, (error, context) -> responses.problem(context, error));
            // Replaces the framework's own handler for its exceptions.
            config.routes.exception(HttpResponseException.class, (error, context) -> responses.problem(context, error));
            config.routes.exception(
                    IllegalStateException.class, (error, context) -> responses.problem(context, api.explained(error)));
            for (Route route : routes) {
                Handler handler = context -> {
                    if (route.write()) {
                        AuditLog.write(context);
                    }
                    access.check(context, route);
                    route.handler().handle(context);
                };
                config.routes.addHttpHandler(route.method(), route.path(), handler);
                if (route.method() == HandlerType.GET) {
                    // The same without the body, which the server leaves out.
                    config.routes.addHttpHandler(HandlerType.HEAD, route.path(), handler);
                }
            }
        });
        javalin.start();
        List<ScheduledFuture<?>> sweeps = new ArrayList<>();
        sweeps.add(timer.scheduleWithFixedDelay(() -> connections.sweep(System.nanoTime()), 1, 1, TimeUnit.SECONDS));
        sweeps.add(timer.scheduleWithFixedDelay(
                () -> unlessClosing(workers, connections::closeSilent), 5, 5, TimeUnit.SECONDS));
        TlsServer tls = listeners.tls();
        if (tls != null) {
            sweeps.add(timer.scheduleWithFixedDelay(
                    () -> unlessClosing(workers, () -> renew(tls, false, connections)),
                    RENEWAL_SECONDS,
                    RENEWAL_SECONDS,
                    TimeUnit.SECONDS));
        }
        Runnable reload = () -> {
            connections.closeUnlessIn(settings.get().allowed());
            connections.closeUnlessPermitted();
            if (tls != null) {
                unlessClosing(workers, () -> renew(tls, true, connections));
            }
        };
        Runnable release = () -> {
            events.release();
            reads.release();
            connections.awaitAnswers(HttpLimits.LAST_ANSWERS);
        };
        Runnable end = () -> {
            sweeps.forEach(sweep -> sweep.cancel(false));
            workers.shutdown();
        };
        return new HttpServer(javalin, routes, address, reload, release, end);
    }

    private static ThreadPoolExecutor workers() {
        // One request a connection at a time, so the queue is never full.
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                HttpLimits.WORKERS,
                HttpLimits.WORKERS,
                WORKER_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                action -> {
                    Thread thread = new Thread(action, "grapevine-http-worker");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    /** Clients with a certificate of an authority that is trusted no longer are not served any longer. */
    private static void renew(TlsServer tls, boolean settled, ConnectionLimits connections) {
        if (tls.renew(settled)) {
            connections.closeAll();
        }
    }

    private static void unlessClosing(Executor workers, Runnable action) {
        try {
            workers.execute(action);
        } catch (RejectedExecutionException closing) {
            LOG.log(Level.DEBUG, "The HTTP server is being closed");
        }
    }

    private static void configure(JavalinConfig config, QueuedThreadPool threads, RequestGate gate) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        // Blocking reads and streams have their own timeouts.
        config.http.asyncTimeout = 0;
        config.http.maxRequestSize = HttpLimits.ENVOY_BODY_BYTES;
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new JettyErrorHandler());
            server.setHandler(gate);
        });
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HttpLimits.HEADER_BYTES);
            http.setSendServerVersion(false);
        });
    }

    private static ConnectionFactory[] factories(HttpConfiguration http, @Nullable TlsServer tls) {
        if (tls == null) {
            return new ConnectionFactory[] {new HttpConnectionFactory(http)};
        }
        HttpConfiguration secure = new HttpConfiguration(http);
        secure.addCustomizer(new SecureRequestCustomizer(false)); // the Host header is checked with the rest
        HttpConnectionFactory inner = new HttpConnectionFactory(secure);
        return new ConnectionFactory[] {new SslConnectionFactory(tls.factory(), inner.getProtocol()), inner};
    }

    private static void headers(Context context) {
        context.header("Cache-Control", "no-store");
        context.header("X-Content-Type-Options", "nosniff");
        context.header("X-Frame-Options", "DENY");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
    }

    /** Takes what was read again: ends what is not allowed any more, and renews the certificate. */
    public void readAgain() {
        reload.run();
    }

    /** All routes. */
    List<Route> routes() {
        return routes;
    }

    /** The address that it listens on. */
    public Address address() {
        return address;
    }

    /** Answers what waits and what is in progress, as far as that is soon done. */
    @Override
    public void close() {
        release.run();
        javalin.stop();
        end.run();
    }
}
