package dev.grapevine.cluster;

import dev.grapevine.cluster.data.DataFolder;
import dev.grapevine.cluster.data.KeptKeys;
import dev.grapevine.cluster.data.RememberedAddresses;
import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.monitor.ManagedMember;
import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.HostName;
import dev.grapevine.cluster.net.SocketPair;
import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.keys.KeyCommands;
import dev.grapevine.core.seal.KeyAccess;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.ProcessCodec;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProcessInfo;
import dev.grapevine.model.ProtocolSetting;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;

/** Starts a member step by step. If a step fails, the steps before it are undone. */
final class ClusterStarter {

    private static final Logger LOG = GuardedLogger.ofCluster();

    /** The low bits of a generation are random; the others are the wall clock in milliseconds. */
    private static final int RANDOM_BITS = 16;

    private final MemberOptions options;
    private final SecureRandom secureRandom = new SecureRandom();
    private final MemberResources resources = new MemberResources();

    ClusterStarter(MemberOptions options) {
        this.options = options;
    }

    Cluster run() {
        try {
            return startMember();
        } catch (IOException e) {
            undo();
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (RejectedExecutionException e) {
            undo();
            throw new StartException("the loop to run on has ended; start another one with ClusterLoop.start", e);
        } catch (RuntimeException | Error e) {
            undo();
            throw e;
        }
    }

    private void undo() {
        resources.release();
        if (options.loop() != null) {
            try {
                options.loop().events().call(() -> true); // its selector lets go of closed sockets with the next turn
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "the loop has ended, and with it the sockets", e);
            }
        }
    }

    private Cluster startMember() throws IOException {
        InetAddress bind = BindAddress.of(options.bind());
        SocketPair sockets = resources.take(openSockets(bind));
        int port = sockets.bound().getPort();
        AdvertisedAddressFinder finder = new AdvertisedAddressFinder(options.advertise(), bind);
        Reach reach = new Reach(bind, port, finder.find());
        DataFolder folder = openFolder(options.dataFolder());
        long proposed = System.currentTimeMillis() << RANDOM_BITS | secureRandom.nextInt(1 << RANDOM_BITS);
        Map<Address, Long> lastLive =
                folder == null ? Map.of() : folder.members(options.cluster(), System.currentTimeMillis());
        RememberedAddresses remembered = new RememberedAddresses(lastLive);
        List<Address> others = new ArrayList<>(remembered.latestFirst().keySet());
        others.removeAll(reach.addresses());
        PeerConfig config = new PeerConfig(
                options.name() == null ? nameOf(port) : options.name(),
                folder == null ? proposed : folder.nextGeneration(proposed),
                options.cluster(),
                reach.addresses(),
                options.zone(),
                options.seeds(),
                others,
                options.broadcast() != 0,
                options.expect(),
                options.settings());
        if (!bind.isLoopbackAddress() && !options.encryption().mode().seals()) {
            LOG.log(
                    Level.WARNING,
                    "member {0} listens on {1} without encryption: anyone who can reach that port can join, read and forge"
                            + " messages",
                    config.name(),
                    bind.getHostAddress());
        }
        ClusterLoop loop = loop(config.name());
        EventLoop events = loop.events();
        loop.memberStarted();
        resources.take((AutoCloseable) loop::memberStopped);
        Function<Peer, @Nullable AddressStore> store =
                peer -> folder == null ? null : new AddressStore(folder, remembered, config.cluster(), peer, events);
        LongConsumer keeper = folder == null ? raised -> {} : folder::saveGeneration;
        KeptKeys keptKeys = folder == null ? new KeptKeys(List.of(), List.of()) : folder.keys();
        Consumer<PeerDriver> keyKeeper = driver -> keepKeys(driver, folder, keptKeys, events);
        Begun begun = events.call(() -> begin(config, sockets, loop, keeper, store, keyKeeper));
        MemberRuntime runtime = begun.running(events);
        try {
            if (finder.mayChange()) {
                watch(finder, reach, runtime, events);
            }
            Cluster cluster = new RunningCluster(events, runtime, reach.bound());
            if (options.jmx()) {
                showInJmx(cluster, runtime);
            }
            return cluster;
        } catch (RuntimeException | Error e) {
            stop(runtime, events);
            throw e;
        }
    }

    /** A member that cannot be shown still runs. */
    private void showInJmx(Cluster cluster, MemberRuntime runtime) {
        try {
            ManagedMember managed = ManagedMember.register(cluster, options.cluster());
            runtime.stopped().thenRun(managed::close);
        } catch (JMException | RuntimeException | LinkageError e) {
            LOG.log(
                    Level.WARNING,
                    "member {0} is not shown in JMX: {1}",
                    cluster.self().name(),
                    e);
        }
    }

    /**
     * How the part of a start in the loop went. A failure does not leave that part as an exception, because other members
     * of the loop have nothing to do with it, even if memory has run out.
     *
     * @param runtime null if it was not made
     * @param failure null if the member runs
     */
    private record Begun(
            @Nullable MemberRuntime runtime, @Nullable Throwable failure) {

        MemberRuntime running(EventLoop events) throws IOException {
            if (runtime != null && failure == null) {
                return runtime;
            }
            if (runtime != null) {
                stop(runtime, events);
            }
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            throw new IOException("cannot serve the sockets: " + failure, failure);
        }
    }

    private Begun begin(
            PeerConfig config,
            SocketPair sockets,
            ClusterLoop loop,
            LongConsumer keeper,
            Function<Peer, @Nullable AddressStore> store,
            Consumer<PeerDriver> keyKeeper) {
        MemberRuntime runtime = null;
        try {
            PeerDriver driver =
                    new PeerDriver(config, options.encryption(), loop.events(), sockets, options.broadcast(), keeper);
            driver.transport().allow(options.allowed());
            try {
                long leaveNanos = config.settings().get(ProtocolSetting.LEAVE_TIMEOUT);
                runtime = new MemberRuntime(loop, driver, store.apply(driver.peer()), leaveNanos, resources::release);
            } catch (Throwable e) {
                driver.transport().close();
                throw e;
            }
            driver.keepKeys(keyKeeper);
            runtime.begin();
            publish(runtime);
            runtime.publisher().publish();
            listen(runtime);
            return new Begun(runtime, null);
        } catch (Throwable e) {
            return new Begun(runtime, e);
        }
    }

    /** A member with a key and a data folder goes on with the keyring that it had. */
    private static void keepKeys(PeerDriver driver, @Nullable DataFolder folder, KeptKeys kept, EventLoop loop) {
        KeyAccess keys = driver.keys();
        KeyCommands commands = driver.peer().keys();
        if (keys == null || commands == null || folder == null) {
            return;
        }
        KeyRing ring = keys.ring();
        List<KeyId> fromFile = ring.ids();
        ring.restore(kept.entries(), kept.installed(), keys.cryptography());
        for (KeyId id : fromFile) {
            if (!ring.accepts(id)) {
                LOG.log(
                        Level.WARNING,
                        "key {0} of the key file was removed from the cluster, and is ignored; take it out of the file",
                        id);
            }
        }
        new KeyRingKeeper(folder, ring, commands, loop).begin();
    }

    /** Stops a member whose start has failed, and waits until its port and its folder are free. */
    private static void stop(MemberRuntime runtime, EventLoop events) {
        try {
            events.execute(runtime::abort);
            events.result(runtime.stopped());
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the loop has stopped, and with it the member", e);
        }
    }

    /**
     * Where this member can be reached.
     *
     * @param found the addresses that it advertises, best first
     */
    private record Reach(InetAddress bind, int port, List<InetAddress> found) {
        Address bound() {
            return Address.of(bind.getAddress(), port);
        }

        List<Address> addresses() {
            return found.stream().map(ip -> Address.of(ip.getAddress(), port)).toList();
        }
    }

    private void watch(AdvertisedAddressFinder finder, Reach reach, MemberRuntime runtime, EventLoop events) {
        AddressWatch watch = resources.take(new AddressWatch(finder::find, reach.found(), found -> {
            List<Address> moved = new Reach(reach.bind(), reach.port(), found).addresses();
            try {
                events.execute(() -> runtime.readdress(moved));
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "the addresses changed to {0} after the member had stopped", moved);
            }
        }));
        watch.start();
    }

    private void publish(MemberRuntime runtime) {
        long now = System.nanoTime();
        String version = Cluster.class.getPackage().getImplementationVersion();
        runtime.peer()
                .commands()
                .tell(new ProcessInfo(version == null ? "" : version, ProcessCodec.hashOf(options.settings())), now);
        runtime.peer().commands().setTags(options.tags(), now);
        runtime.peer().commands().setMetadata(options.metadata(), now);
        options.services().forEach(service -> runtime.peer().commands().register(service, now));
    }

    /** After the member has published itself, and before it hears of anything. */
    private void listen(MemberRuntime runtime) {
        Subscriptions subscriptions = runtime.subscriptions();
        subscriptions.add(
                options.listeners().stream().map(subscriptions::create).toList());
    }

    private SocketPair openSockets(InetAddress bind) throws IOException {
        try {
            return SocketPair.open(bind, options.port());
        } catch (UnsupportedOperationException e) {
            throw new StartException(
                    "cannot bind to " + options.bind()
                            + ": this program runs without IPv6; use an IPv4 address, such as"
                            + " 0.0.0.0 for all, or start it without -Djava.net.preferIPv4Stack=true",
                    e);
        }
    }

    private @Nullable DataFolder openFolder(@Nullable Path path) throws IOException {
        return path == null ? null : resources.take(DataFolder.open(path));
    }

    private ClusterLoop loop(String name) {
        return options.loop() != null ? options.loop() : resources.take(ClusterLoop.startOwn("grapevine-" + name));
    }

    /** The host name with the port, because several members may run on one host. */
    private static String nameOf(int port) {
        String suffix = "-" + port;
        String host = HostName.find().orElse("member");
        String fitting = host.replaceAll("[^A-Za-z0-9._-]", "-");
        return fitting.substring(0, Math.min(fitting.length(), MemberRecord.MAX_NAME - suffix.length())) + suffix;
    }
}
