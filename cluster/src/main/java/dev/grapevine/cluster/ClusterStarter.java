package dev.grapevine.cluster;

import dev.grapevine.cluster.data.DataFolder;
import dev.grapevine.cluster.data.RememberedAddresses;
import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.SocketPair;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
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

/** Starts a member, step by step; a step that fails undoes those before it. */
final class ClusterStarter {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private static final int CHANCE_BITS = 16;

    private final ClusterBuilder wishes;
    private final SecureRandom chance = new SecureRandom();

    /** What was taken so far, the latest last. */
    private final List<AutoCloseable> taken = new ArrayList<>();

    ClusterStarter(ClusterBuilder wishes) {
        this.wishes = wishes;
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
        SocketPair sockets = take(SocketPair.open(bind, wishes.port));
        int port = sockets.bound().getPort();
        Reach reach = new Reach(bind, port, AdvertisedAddressFinder.find(wishes.advertise, bind));
        DataFolder folder = openFolder(wishes.dataFolder);
        long wish = System.currentTimeMillis() << CHANCE_BITS | chance.nextInt(1 << CHANCE_BITS);
        Map<Address, Long> lastLive =
                folder == null ? Map.of() : folder.members(wishes.cluster, System.currentTimeMillis());
        RememberedAddresses remembered = new RememberedAddresses(lastLive);
        List<Address> others = new ArrayList<>(remembered.latestFirst().keySet());
        others.removeAll(reach.addresses());
        PeerConfig config = new PeerConfig(
                wishes.name == null ? nameOf(port) : wishes.name,
                folder == null ? wish : folder.nextGeneration(wish),
                wishes.cluster,
                reach.addresses(),
                wishes.zone,
                wishes.seeds,
                others,
                wishes.broadcast != 0,
                wishes.expect,
                wishes.settings);
        if (!bind.isLoopbackAddress()) {
            LOG.log(
                    Level.WARNING,
                    "member {0} listens on {1} without encryption: who reaches that port can join, read and forge",
                    config.name(),
                    bind.getHostAddress());
        }
        return runIn(loop(config.name()), config, sockets, folder, remembered, reach);
    }

    /**
     * Where this member is reached.
     *
     * @param found what it tells others, best first
     */
    private record Reach(InetAddress bind, int port, List<InetAddress> found) {
        Address bound() {
            return Address.of(bind.getAddress(), port);
        }

        List<Address> addresses() {
            return found.stream().map(ip -> Address.of(ip.getAddress(), port)).toList();
        }
    }

    private Cluster runIn(
            ClusterLoop loop,
            PeerConfig config,
            SocketPair sockets,
            @Nullable DataFolder folder,
            RememberedAddresses remembered,
            Reach reach) {
        EventLoop events = loop.events();
        loop.memberStarted();
        take(loop::memberStopped);
        SplittableRandom random = new SplittableRandom(chance.nextLong());
        return events.call(() -> {
            MemberRuntime life;
            try {
                life = new MemberRuntime(
                        config, random, events, sockets, wishes.broadcast, folder, remembered, this::free);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            try {
                watch(reach, life, events);
                life.begin();
                publish(life);
            } catch (RuntimeException e) {
                life.abort(); // frees what was taken, too
                throw e;
            }
            return new RunningCluster(events, life, reach.bound());
        });
    }

    private void watch(Reach reach, MemberRuntime life, EventLoop events) {
        if (!AdvertisedAddressFinder.mayChange(wishes.advertise, reach.bind())) {
            return;
        }
        AddressWatch watch = take(new AddressWatch(
                () -> AdvertisedAddressFinder.find(wishes.advertise, reach.bind()), reach.found(), found -> {
                    List<Address> moved = new Reach(reach.bind(), reach.port(), found).addresses();
                    try {
                        events.execute(() -> life.readdress(moved));
                    } catch (RejectedExecutionException e) {
                        LOG.log(Level.DEBUG, "moved to {0}, but it has stopped", moved);
                    }
                }));
        watch.start();
    }

    private void publish(MemberRuntime life) {
        long now = System.nanoTime();
        life.peer().setTags(wishes.tags, now);
        life.peer().setMetadata(wishes.metadata, now);
        wishes.services.forEach(service -> life.peer().register(service, now));
    }

    private InetAddress bindAddress() {
        try {
            return InetAddress.getByName(wishes.bind);
        } catch (UnknownHostException e) {
            throw new StartException(
                    "cannot bind to '" + wishes.bind
                            + "': no such host; use an address of this host, or 0.0.0.0 for all",
                    e);
        }
    }

    private @Nullable DataFolder openFolder(@Nullable Path path) throws IOException {
        return path == null ? null : take(DataFolder.open(path));
    }

    private ClusterLoop loop(String name) {
        return wishes.loop != null ? wishes.loop : take(ClusterLoop.start("grapevine-" + name));
    }

    /** The host's name, and the port, as several members may run on it. */
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
        taken.add(resource);
        return resource;
    }

    /** Lets go of everything, the latest first. Who comes second waits: on return, in any case, nothing is held. */
    private void free() {
        synchronized (taken) {
            for (int i = taken.size() - 1; i >= 0; i--) {
                try {
                    taken.get(i).close();
                } catch (Exception e) {
                    LOG.log(Level.WARNING, "freeing failed", e);
                }
            }
            taken.clear();
        }
    }
}
