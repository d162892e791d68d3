package dev.grapevine.cluster;

import dev.grapevine.cluster.data.DataFolder;
import dev.grapevine.cluster.data.RememberedAddresses;
import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.SocketPair;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Starts a member step by step. If a step fails, the steps before it are undone. */
final class ClusterStarter {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    /** The low bits of a generation are random; the others are the wall clock in milliseconds. */
    private static final int RANDOM_BITS = 16;

    private final MemberOptions options;
    private final SecureRandom secureRandom = new SecureRandom();

    /** The resources acquired so far, the latest last. */
    private final List<AutoCloseable> resources = new ArrayList<>();

    ClusterStarter(MemberOptions options) {
        this.options = options;
    }

    Cluster run() {
        try {
            return startMember();
        } catch (IOException e) {
            free();
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            free();
            throw new StartException("cannot serve the sockets: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            free();
            throw e;
        }
    }

    private Cluster startMember() throws IOException {
        InetAddress bind = bindAddress();
        SocketPair sockets = take(SocketPair.open(bind, options.port()));
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
        if (!bind.isLoopbackAddress()) {
            LOG.log(
                    Level.WARNING,
                    "member {0} listens on {1} without encryption: anyone who can reach that port can join, read and forge"
                            + " messages",
                    config.name(),
                    bind.getHostAddress());
        }
        ClusterLoop loop = loop(config.name());
        loop.memberStarted();
        take(loop::memberStopped);
        EventLoop events = loop.events();
        SplittableRandom random = new SplittableRandom(secureRandom.nextLong());
        return events.call(() -> {
            PeerDriver driver = drive(config, random, events, sockets);
            AddressStore store = folder == null
                    ? null
                    : new AddressStore(
                            folder, remembered, config.cluster(), config.generation(), driver.peer(), events);
            long leaveTimeoutNanos = config.settings().get(ProtocolSetting.LEAVE_TIMEOUT);
            return begin(
                    new MemberRuntime(events, driver, store, leaveTimeoutNanos, this::free), events, finder, reach);
        });
    }

    private PeerDriver drive(PeerConfig config, SplittableRandom random, EventLoop events, SocketPair sockets) {
        try {
            return new PeerDriver(config, random, events, sockets, options.broadcast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Cluster begin(MemberRuntime runtime, EventLoop events, AdvertisedAddressFinder finder, Reach reach) {
        try {
            if (finder.mayChange()) {
                watch(finder, reach, runtime, events);
            }
            runtime.begin();
            publish(runtime);
            runtime.publisher().publish();
        } catch (RuntimeException e) {
            runtime.abort(); // also releases the resources
            throw e;
        }
        return new RunningCluster(events, runtime, reach.bound());
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
        AddressWatch watch = take(new AddressWatch(finder::find, reach.found(), found -> {
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
        runtime.peer().setTags(options.tags(), now);
        runtime.peer().setMetadata(options.metadata(), now);
        options.services().forEach(service -> runtime.peer().register(service, now));
    }

    private InetAddress bindAddress() {
        try {
            return InetAddress.getByName(options.bind());
        } catch (UnknownHostException e) {
            throw new StartException(
                    "cannot bind to '" + options.bind()
                            + "': no such host; use an address of this host, or 0.0.0.0 for all",
                    e);
        }
    }

    private @Nullable DataFolder openFolder(@Nullable Path path) throws IOException {
        return path == null ? null : take(DataFolder.open(path));
    }

    private ClusterLoop loop(String name) {
        return options.loop() != null ? options.loop() : take(ClusterLoop.start("grapevine-" + name));
    }

    /** The host name with the port, because several members may run on one host. */
    private static String nameOf(int port) {
        String suffix = "-" + port;
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "member";
        }
        String fitting = host.replaceAll("[^A-Za-z0-9._-]", "-");
        return fitting.substring(0, Math.min(fitting.length(), MemberRecord.MAX_NAME - suffix.length())) + suffix;
    }

    private <T extends AutoCloseable> T take(T resource) {
        resources.add(resource);
        return resource;
    }

    /** Releases all resources, the latest first. A concurrent call waits until that is done. */
    private void free() {
        synchronized (resources) {
            for (int i = resources.size() - 1; i >= 0; i--) {
                try {
                    resources.get(i).close();
                } catch (Exception e) {
                    LOG.log(Level.WARNING, "cannot release a resource of a member", e);
                }
            }
            resources.clear();
        }
    }
}
