package dev.grapevine.agent.daemon;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.agent.config.MemberNames;
import dev.grapevine.agent.config.ServiceSpec;
import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.agent.http.AgentInfo;
import dev.grapevine.agent.http.HttpApi;
import dev.grapevine.agent.http.HttpServer;
import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.agent.services.Registration;
import dev.grapevine.agent.services.RegistrationStore;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.StartException;
import dev.grapevine.cluster.StopReason;
import dev.grapevine.cluster.Subscription;
import dev.grapevine.model.Address;
import dev.grapevine.model.LimitExceededException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A running agent. It starts the HTTP socket, then the member, then everything that uses the member, and stops them in
 * reverse order. If a step of the start fails, nothing is left running. Thread-safe.
 */
public final class Agent implements AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.grapevine.agent");

    private final Cluster cluster;
    private final AgentConfig config;
    /** People and dashboards need no more than milliseconds. */
    private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads("timer"));
    private final ExecutorService events = Executors.newSingleThreadExecutor(threads("events"));
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();
    private @Nullable LocalServices services;
    private @Nullable HttpServer http;

    private Agent(Cluster cluster, AgentConfig config) {
        this.cluster = cluster;
        this.config = config;
    }

    /**
     * Starts an agent. Other members need not be running yet.
     *
     * @throws StartException with a message that says what is wrong, why, and what to do; nothing is left running
     */
    public static Agent start(AgentConfig config) {
        if (config.key().isPresent()) {
            throw new StartException(
                    "a key is set, but this version does not support encryption yet; unset GRAPEVINE_KEY and"
                            + " encryption.key-file",
                    null);
        }
        ServerSocketChannel socket =
                config.http().listen().map(HttpSocket::bind).orElse(null);
        Cluster cluster;
        try {
            cluster = member(config).start();
        } catch (StartException | LimitExceededException e) {
            HttpSocket.close(socket);
            throw e instanceof StartException start ? start : new StartException(String.valueOf(e.getMessage()), e);
        }
        Agent agent = new Agent(cluster, config);
        try {
            agent.build(socket);
        } catch (IOException | RuntimeException e) {
            HttpSocket.close(socket);
            agent.abort();
            throw e instanceof StartException start ? start : new StartException(String.valueOf(e.getMessage()), e);
        }
        return agent;
    }

    private static Cluster.Builder member(AgentConfig config) {
        AgentConfig.NodeConfig node = config.node();
        Cluster.Builder member = Cluster.builder()
                .name(node.id())
                .cluster(config.cluster())
                .bind(node.bind())
                .port(node.port())
                .zone(node.zone())
                .tags(node.tags())
                .metadata(node.metadata())
                .seeds(config.bootstrap().seeds())
                .expect(config.bootstrap().expect())
                .broadcast(config.bootstrap().broadcast().orElse(0))
                .settings(config.protocol());
        node.advertise().ifPresent(member::advertise);
        config.data().ifPresent(member::dataFolder);
        return member;
    }

    private void build(@Nullable ServerSocketChannel socket) throws IOException {
        logMember();
        keepName();
        subscriptions.add(
                cluster.subscribe(new EventLog(LoggerFactory.getLogger(LOG.getName()), System::nanoTime), events));
        EventHistory history = new EventHistory(cluster, clock);
        subscriptions.add(cluster.subscribe(history, events));
        LocalServices own =
                new LocalServices(cluster, clock, RegistrationStore.in(config.data()), timer, history::touch);
        services = own;
        for (ServiceSpec spec : config.services()) {
            own.register(Registration.of(spec, clock.millis()));
        }
        own.restore();
        subscriptions.add(cluster.subscribe(followMoves(own), events));
        if (socket != null) {
            AgentInfo info = new AgentInfo(
                    config.cluster(), EnumNames.of(config.profile()), version(), clock.instant(), config.data());
            HttpApi api = new HttpApi(cluster, history, own, info, clock, this::leave);
            http = HttpServer.start(socket, api, config.http().token(), names(), timer);
        }
        LOG.log(Level.INFO, "HTTP " + (http == null ? "off" : "on " + http.address()));
        logStats();
        cluster.stopped().thenAcceptAsync(this::end);
    }

    private ClusterListener followMoves(LocalServices own) {
        return new ClusterListener() {
            @Override
            public void onUpdated(Event.Updated event) {
                if (event.member().local()) {
                    own.readdressed();
                }
            }
        };
    }

    private void logMember() {
        LOG.log(
                Level.INFO,
                "AGENT " + config.node().id() + " of cluster " + config.cluster() + ", gossip on " + cluster.address()
                        + ", version " + version());
    }

    private void keepName() {
        config.data().ifPresent(folder -> {
            try {
                MemberNames.keep(folder, config.node().id());
            } catch (IOException e) {
                LOG.log(Level.WARNING, "Cannot save the name of this member in " + folder + ": " + e.getMessage());
            }
        });
    }

    private void logStats() {
        long nanos = config.log().statsInterval().toNanos();
        if (nanos > 0) {
            StatsLine line = new StatsLine(System.nanoTime());
            timer.scheduleAtFixedRate(
                    () -> LOG.log(Level.INFO, line.next(cluster.stats(), System.nanoTime())),
                    nanos,
                    nanos,
                    TimeUnit.NANOSECONDS);
        }
    }

    /** The host names by which the API may be called in URLs. */
    private Set<String> names() {
        Set<String> names = new HashSet<>();
        names.add(config.node().id().toLowerCase(Locale.ROOT));
        config.node().advertise().ifPresent(name -> names.add(name.toLowerCase(Locale.ROOT)));
        config.http().listen().ifPresent(listen -> names.add(listen.host().toLowerCase(Locale.ROOT)));
        try {
            names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
        } catch (UnknownHostException nameless) {
            LOG.log(Level.DEBUG, "Cannot determine the host name", nameless);
        }
        return names;
    }

    private static String version() {
        String version = Agent.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static ThreadFactory threads(String name) {
        return action -> {
            Thread thread = new Thread(action, "grapevine-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The member that this agent runs. */
    public Cluster cluster() {
        return cluster;
    }

    /** Where the API is served; empty if it is off. */
    public Optional<Address> http() {
        return Optional.ofNullable(http).map(HttpServer::address);
    }

    /** Completes when everything has stopped. */
    public CompletableFuture<StopReason> stopped() {
        return stopped.copy();
    }

    /** Leaves the cluster and stops; returns at once. */
    public void leave() {
        LOG.log(Level.INFO, "LEAVING");
        cluster.leave();
    }

    /** Stops at once, without telling the others. */
    public void abort() {
        cluster.abort();
        end(cluster.stopped().join());
    }

    private synchronized void end(StopReason reason) {
        if (stopped.isDone()) {
            return;
        }
        HttpServer server = http;
        if (server != null) {
            server.close();
        }
        LocalServices own = services;
        if (own != null) {
            own.close();
        }
        timer.shutdownNow();
        endEvents();
        stopped.complete(reason);
    }

    /** Delivers the events that are already queued, so that the last ones are logged, and drops later ones. */
    private void endEvents() {
        try {
            events.submit(() -> subscriptions.forEach(Subscription::close)).get(1, TimeUnit.SECONDS);
            events.shutdown();
            events.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "Could not deliver the last events", e);
        } finally {
            events.shutdownNow();
        }
    }

    /** Leaves, and waits until everything has stopped. */
    @Override
    public void close() {
        leave();
        stopped.join();
    }
}
