package dev.grapevine.agent.http;

import dev.grapevine.agent.config.Secret;
import dev.grapevine.model.Address;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server of one agent. Thread-safe. */
public final class HttpServer implements AutoCloseable {

    private final Javalin javalin;
    private final BlockingReads reads;
    private final EventRoutes events;
    private final Address address;
    private final List<Route> routes;

    private HttpServer(Javalin javalin, List<Route> routes, BlockingReads reads, EventRoutes events, Address address) {
        this.javalin = javalin;
        this.routes = List.copyOf(routes);
        this.reads = reads;
        this.events = events;
        this.address = address;
    }

    /**
     * Starts to serve an API.
     *
     * @param socket already bound, so that a port in use is found before anything else is started; closed with the
     *     server
     * @param token required for changes, asked for with each request; empty to accept changes from this host alone
     * @param names by which this agent may be called in URLs, in lower case, besides addresses and names that are never
     *     public
     * @param timer for event streams; is not closed here
     */
    public static HttpServer start(
            ServerSocketChannel socket,
            HttpApi api,
            Supplier<Optional<Secret>> token,
            Set<String> names,
            ScheduledExecutorService timer)
            throws IOException {
        InetSocketAddress bound = (InetSocketAddress) socket.getLocalAddress();
        Address address = Address.of(bound.getAddress().getAddress(), bound.getPort());
        QueuedThreadPool threads = new QueuedThreadPool(HttpLimits.THREADS, 1);
        threads.setName("grapevine-http");
        threads.setReservedThreads(0);
        HttpResponses responses = new HttpResponses();
        AccessControl access = new AccessControl(token, names);
        BlockingReads reads = api.blockingReads(threads);
        EventRoutes events = api.eventRoutes(timer);
        List<Route> routes = api.routes(address, responses, reads, events);
        Javalin javalin = Javalin.create(config -> {
            configure(config, threads, socket);
            config.routes.before(HttpServer::headers);
            config.routes.exception(Exception.class, (error, context) -> responses.problem(context, error));
            // Replaces the framework's own handler for its exceptions.
            config.routes.exception(HttpResponseException.class, (error, context) -> responses.problem(context, error));
            config.routes.exception(
                    IllegalStateException.class, (error, context) -> responses.problem(context, api.explained(error)));
            for (Route route : routes) {
                config.routes.addHttpHandler(route.method(), route.path(), context -> {
                    access.check(context, route.write());
                    route.handler().handle(context);
                });
            }
        });
        javalin.start();
        return new HttpServer(javalin, routes, reads, events, address);
    }

    private static void configure(JavalinConfig config, QueuedThreadPool threads, ServerSocketChannel socket) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        // Blocking reads and streams have their own timeouts.
        config.http.asyncTimeout = 0;
        config.http.maxRequestSize = HttpLimits.BODY_BYTES;
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> server.setErrorHandler(new JettyErrorHandler()));
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HttpLimits.HEADER_BYTES);
            http.setSendServerVersion(false);
        });
        config.jetty.addConnector((server, http) -> connector(server, http, socket));
    }

    private static Connector connector(Server server, HttpConfiguration http, ServerSocketChannel socket) {
        // No acceptor thread and one selector, so that only one thread runs all the time.
        ServerConnector connector =
                new ServerConnector(server, null, null, null, 0, 1, new HttpConnectionFactory(http));
        connector.setIdleTimeout(HttpLimits.IDLE.toMillis());
        connector.addBean(new NetworkConnectionLimit(HttpLimits.CONNECTIONS, connector));
        try {
            connector.open(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connector;
    }

    private static void headers(Context context) {
        context.header("Cache-Control", "no-store");
        context.header("X-Content-Type-Options", "nosniff");
    }

    /** All routes. */
    List<Route> routes() {
        return routes;
    }

    /** The address that it listens on. */
    public Address address() {
        return address;
    }

    @Override
    public void close() {
        events.release();
        reads.release();
        javalin.stop();
    }
}
