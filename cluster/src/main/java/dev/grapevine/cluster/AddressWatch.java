package dev.grapevine.cluster;

import dev.grapevine.cluster.log.GuardedLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Checks every few seconds whether the advertised addresses of this member have changed: a lease expired, a container
 * was attached to another network. Runs on its own thread, because a lookup may block for seconds.
 */
final class AddressWatch implements AutoCloseable {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private static final long PERIOD_SECONDS = 5;

    private final Supplier<List<InetAddress>> search;
    private final Consumer<List<InetAddress>> moved;
    private final ScheduledExecutorService thread;
    private List<InetAddress> last;

    /**
     * @param search finds the current addresses, best first, or throws a {@link StartException}
     * @param first the addresses at the start
     * @param moved receives the new addresses after each change, on the thread of the watch
     */
    AddressWatch(Supplier<List<InetAddress>> search, List<InetAddress> first, Consumer<List<InetAddress>> moved) {
        this.search = search;
        this.moved = moved;
        this.last = first;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread created = new Thread(task, "grapevine-address");
            created.setDaemon(true);
            return created;
        });
    }

    void start() {
        thread.scheduleWithFixedDelay(this::lookGuarded, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    /** An exception would end the watch. */
    private void lookGuarded() {
        try {
            look();
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "cannot look for changes of the advertised addresses; trying again", e);
        }
    }

    /**
     * Checks once. If only loopback is left, this host lost its network and did not move, so the last addresses stay.
     */
    void look() {
        List<InetAddress> found;
        try {
            found = search.get();
        } catch (StartException e) {
            LOG.log(Level.DEBUG, "no address to advertise at present: {0}", e.getMessage());
            return;
        }
        boolean cutOff = found.stream().allMatch(InetAddress::isLoopbackAddress)
                && !last.stream().allMatch(InetAddress::isLoopbackAddress);
        if (!cutOff && !found.equals(last)) {
            moved.accept(found);
            last = found; // only now: if it fails, the change is reported again
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
