package dev.grapevine.agent.daemon;

import dev.grapevine.agent.api.EncryptionInfo;
import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.agent.config.MemberNames;
import dev.grapevine.agent.config.Secret;
import dev.grapevine.agent.config.Tokens;
import dev.grapevine.agent.dns.DnsServer;
import dev.grapevine.agent.http.AgentInfo;
import dev.grapevine.agent.http.HttpAccess;
import dev.grapevine.agent.http.HttpApi;
import dev.grapevine.agent.http.HttpListeners;
import dev.grapevine.agent.http.HttpPatience;
import dev.grapevine.agent.http.HttpServer;
import dev.grapevine.agent.http.TlsServer;
import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.agent.services.Registration;
import dev.grapevine.agent.services.RegistrationStore;
import dev.grapevine.agent.tls.TlsException;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.EncryptionState;
import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.StartException;
import dev.grapevine.cluster.StopReason;
import dev.grapevine.cluster.net.HostName;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A running agent. It starts the HTTP socket, which answers at once that the agent is not ready, then the member, then
 * everything that uses the member, and stops them in reverse order. Its events are logged from when the API is served, so
 * that a script that reads READY may use it. If a step of the start fails, nothing is left running. Thread-safe.
 */
public final class Agent implements AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.grapevine.agent");

    private static final int WAITING_SECONDS = 10;

    /** People and dashboards need no more than milliseconds. */
    private static final Clock CLOCK = Clock.tickMillis(ZoneOffset.UTC);

    private final Cluster cluster;
    private final AgentConfig config;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads("timer"));
    private final AgentEvents events;
    private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();

    private final AtomicBoolean leaving = new AtomicBoolean();
    private volatile HttpAccess access;
    private volatile AgentConfig.AllowConfig allow;
    private final LocalServices services;
    private @Nullable HttpServer http;
    private @Nullable DnsServer dns;
    private @Nullable AgentTemplates templates;

    private Agent(Cluster cluster, AgentConfig config, AgentEvents events) {
        this.cluster = cluster;
        this.config = config;
        this.events = events;
        this.access = access(config);
        this.allow = config.allow();
        this.services =
                new LocalServices(cluster, CLOCK, RegistrationStore.in(config.data()), timer, events.history()::touch);
        services.allowChecks(config.allow().checks());
    }

    private static HttpAccess access(AgentConfig config) {
        return new HttpAccess(config.http().tokens(), config.allow().http());
    }

    /**
     * Starts an agent. Other members need not be running yet.
     *
     * @throws StartException with a message that says what is wrong, why, and what to do; nothing is left running
     */
    public static Agent start(AgentConfig config) {
        config.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
        TlsServer tls = tls(config);
        ServerSocketChannel socket =
                config.http().listen().map(HttpSocket::bind).orElse(null);
        ServerSocketChannel health = socket == null || tls == null ? null : health(config, socket);
        AgentEvents events = new AgentEvents(CLOCK, threads("events"));
        Cluster cluster = null;
        Agent agent = null;
        boolean running = false;
        try {
            // It speaks no TLS.
            ServerSocketChannel clear = tls == null ? socket : health;
            StartupResponder responder = clear == null
                    ? null
                    : StartupResponder.start(clear, config.allow().http());
            try {
                cluster = member(config, events).start();
                events.started(cluster);
                agent = new Agent(cluster, config, events);
                agent.build();
            } finally {
                if (responder != null) {
                    responder.close();
                }
            }
            agent.serve(socket == null ? null : new HttpListeners(socket, tls, health));
            running = true;
            return agent;
        } catch (StartException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new StartException(reason(e, cluster), e);
        } finally {
            if (!running) {
                HttpSocket.close(socket);
                HttpSocket.close(health);
                if (agent != null) {
                    agent.abort();
                } else {
                    events.drop();
                    if (cluster != null) {
                        cluster.abort();
                    }
                }
            }
        }
    }

    private static @Nullable TlsServer tls(AgentConfig config) {
        Optional<AgentConfig.TlsConfig> files = config.http().tls();
        try {
            return files.isPresent() ? new TlsServer(files.get()) : null;
        } catch (TlsException e) {
            throw new StartException("cannot serve HTTP by TLS: " + e.getMessage(), e);
        }
    }

    private static @Nullable ServerSocketChannel health(AgentConfig config, ServerSocketChannel api) {
        try {
            return config.http().health().map(HttpSocket::bindHealth).orElse(null);
        } catch (StartException e) {
            HttpSocket.close(api);
            throw e;
        }
    }

    /** A member that has stopped meanwhile refuses everything, and says only that it has stopped. */
    private static String reason(Exception failure, @Nullable Cluster cluster) {
        if (cluster != null && cluster.stopped().isDone()) {
            return cluster.stopped().join().text();
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static Cluster.Builder member(AgentConfig config, AgentEvents events) {
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
                .allow(config.allow().gossip())
                .settings(config.protocol())
                .encryption(config.encryption().mode());
        config.encryption().keys().forEach(key -> member.key(key.bytes()));
        node.advertise().ifPresent(member::advertise);
        config.data().ifPresent(member::dataFolder);
        events.listenTo(member);
        return member;
    }

    private void build() throws IOException {
        logMember();
        keepName();
        LocalServices own = services;
        events.tell(cluster, followMoves(own)); // before anything is registered at the present address
        own.restore(config.services().stream()
                .map(spec -> Registration.of(spec, CLOCK.millis()))
                .toList());
        if (!config.templates().isEmpty()) {
            AgentTemplates rendered = AgentTemplates.compile(cluster, config.templates());
            templates = rendered;
            events.tell(cluster, rendered);
            events.history().addReader(rendered::changed);
            rendered.start(threads("templates"));
        }
    }

    private void serve(@Nullable HttpListeners listeners) throws IOException {
        dns = DnsStarter.start(config.dns(), cluster);
        LOG.log(Level.INFO, "DNS " + (dns == null ? "off" : "on " + address(dns.address())));
        if (listeners != null) {
            AgentInfo info = new AgentInfo(
                    config.cluster(),
                    EnumNames.of(config.profile()),
                    version(),
                    config.bootstrap().expect(),
                    CLOCK.instant(),
                    config.data(),
                    Optional.ofNullable(dns).map(DnsServer::counts));
            HttpApi api = new HttpApi(cluster, events.history(), services, info, CLOCK, this::leave);
            http = HttpServer.start(listeners, api, () -> access, names(), timer, HttpPatience.USUAL);
        }
        LOG.log(
                Level.INFO,
                "HTTP "
                        + (http == null
                                ? "off"
                                : "on " + http.address() + (config.http().tls().isPresent() ? " by TLS" : "")));
        events.serving();
        logStats();
        logWaiting();
        cluster.stopped().thenAcceptAsync(this::end);
    }

    private static Address address(InetSocketAddress bound) {
        return Address.of(bound.getAddress().getAddress(), bound.getPort());
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
                "ENCRYPTION " + EncryptionInfo.of(cluster.encryption()).words());
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

    /** A member that expects others may wait for long, and its log says for how many. */
    private void logWaiting() {
        int expect = config.bootstrap().expect();
        if (expect > 1 && !cluster.ready().isDone()) {
            ScheduledFuture<?> lines = timer.scheduleWithFixedDelay(
                    () -> LOG.log(Level.INFO, WaitingLine.of(cluster.members(), expect)),
                    0,
                    WAITING_SECONDS,
                    TimeUnit.SECONDS);
            cluster.ready().whenComplete((outcome, error) -> lines.cancel(false));
        }
    }

    /** The host names by which the API may be called in URLs. */
    private Set<String> names() {
        Set<String> names = new HashSet<>();
        names.add(config.node().id().toLowerCase(Locale.ROOT));
        config.node().advertise().ifPresent(name -> names.add(name.toLowerCase(Locale.ROOT)));
        config.http().listen().ifPresent(listen -> names.add(listen.host().toLowerCase(Locale.ROOT)));
        config.http().names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        HostName.find().ifPresent(name -> names.add(name.toLowerCase(Locale.ROOT)));
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

    /** Where DNS is served; empty if it is off. */
    public Optional<Address> dns() {
        return Optional.ofNullable(dns).map(server -> address(server.address()));
    }

    /** Completes when everything has stopped. */
    public CompletableFuture<StopReason> stopped() {
        return stopped.copy();
    }

    /** Leaves the cluster and stops; returns at once. */
    public void leave() {
        cluster.leave();
        if (!leaving.getAndSet(true)) {
            LOG.log(Level.INFO, "LEAVING");
        }
    }

    /** Takes the secrets and networks of a configuration that was read again; its other settings take effect with the next start. */
    void readSecretsAgain(AgentConfig again) {
        again.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
        EncryptionState sealedBefore = cluster.encryption();
        cluster.encryption(
                again.encryption().mode(),
                again.encryption().keys().stream().map(Secret::bytes).toList());
        EncryptionState sealed = cluster.encryption();
        AgentConfig.AllowConfig allowedBefore = allow;
        allow = again.allow();
        cluster.allow(again.allow().gossip());
        services.allowChecks(again.allow().checks());
        Tokens before = access.tokens();
        access = access(again);
        Tokens tokens = access.tokens();
        HttpServer server = http;
        if (server != null) {
            server.readAgain();
        }
        String what = tokens.equals(before) ? "unchanged" : tokens.equals(Tokens.NONE) ? "removed" : "replaced";
        LOG.log(
                Level.INFO,
                "RELOAD token " + (before.equals(Tokens.NONE) && tokens.equals(before) ? "not set" : what)
                        + (sealed.equals(sealedBefore)
                                ? ""
                                : ", encryption " + EncryptionInfo.of(sealed).words())
                        + (again.allow().equals(allowedBefore) ? "" : ", networks replaced")
                        + "; other settings are read at the next start");
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
        AgentTemplates files = templates;
        if (files != null) {
            files.close();
        }
        // First what publishes of its own accord: the end of the HTTP server waits for its last answers.
        services.close();
        HttpServer server = http;
        if (server != null) {
            server.close();
        }
        DnsServer names = dns;
        if (names != null) {
            names.close();
        }
        timer.shutdownNow();
        events.end(reason);
        stopped.complete(reason);
    }

    /** Leaves, and waits until everything has stopped. */
    @Override
    public void close() {
        leave();
        stopped.join();
    }
}
