package dev.grapevine.agent.http;

import dev.grapevine.agent.api.StatsInfo;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves the API of one agent. Thread-safe. */
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
     * Starts to serve.
     *
     * @param socket bound already, so that a port in use is found before anything else is begun; is closed with the server
     * @param token that changes need; empty: they are taken from this host alone
     * @param names by which this agent may be called in URLs, besides addresses and names that are never public; lower case
     * @param timer for event streams; is not closed here
     */
    public static HttpServer start(
            ServerSocketChannel socket,
            Node node,
            Optional<Secret> token,
            Set<String> names,
            ScheduledExecutorService timer)
            throws IOException {
        InetSocketAddress bound = (InetSocketAddress) socket.getLocalAddress();
        Address address = Address.of(bound.getAddress().getAddress(), bound.getPort());
        QueuedThreadPool threads = new QueuedThreadPool(HttpLimits.THREADS, 1);
        threads.setName("grapevine-http");
        threads.setReservedThreads(0);
        HttpResponses answers = new HttpResponses();
        AccessControl access = new AccessControl(token, names);
        BlockingReads reads = new BlockingReads(node.feed(), threads);
        EventRoutes events = new EventRoutes(node, timer);
        StatsReport stats =
                new StatsReport(node.cluster(), () -> new StatsInfo.HttpInfo(events.open(), reads.parked()));
        List<Route> routes = routes(node, answers, reads, events, stats, address);
        Javalin javalin = Javalin.create(config -> {
            configure(config, threads, socket);
            config.routes.before(HttpServer::headers);
            config.routes.exception(Exception.class, (error, context) -> answers.problem(context, error));
            // The framework's own have a handler of their own.
            config.routes.exception(HttpResponseException.class, (error, context) -> answers.problem(context, error));
            config.routes.exception(
                    IllegalStateException.class, (error, context) -> answers.problem(context, stopped(node, error)));
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

    private static List<Route> routes(
            Node node,
            HttpResponses answers,
            BlockingReads reads,
            EventRoutes events,
            StatsReport stats,
            Address address) {
        InstanceInfoMapper infos = new InstanceInfoMapper(node);
        List<Route> all = new ArrayList<>();
        all.addAll(new NodeRoutes(node, answers, stats, address::toString).routes());
        all.addAll(new MemberRoutes(node, answers, reads).routes());
        all.addAll(new ServiceRoutes(node, infos, answers, reads).routes());
        all.addAll(new InstanceRoutes(node, infos, answers).routes());
        all.addAll(events.routes());
        all.addAll(new HistoryRoutes(node, answers).routes());
        all.addAll(new StaticRoutes().routes());
        return all;
    }

    private static void configure(JavalinConfig config, QueuedThreadPool threads, ServerSocketChannel socket) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        // Blocking reads and streams keep their own time.
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
        // No thread that only accepts, and one selector: the one thread that is always there.
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

    /** A member that has stopped takes no changes. */
    private static Exception stopped(Node node, IllegalStateException error) {
        return node.cluster().stopped().isDone()
                ? new ApiException(503, "Stopped", "this member has stopped", "ask another member")
                : error;
    }

    private static void headers(Context context) {
        context.header("Cache-Control", "no-store");
        context.header("X-Content-Type-Options", "nosniff");
    }

    /** All ways in. */
    List<Route> routes() {
        return routes;
    }

    /** Where it listens. */
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
