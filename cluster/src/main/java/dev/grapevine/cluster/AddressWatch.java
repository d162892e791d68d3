package dev.grapevine.cluster;

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
 * Looks now and then whether others reach this member elsewhere than before: a lease ran out, a container was put into
 * another network. On a thread of its own, as a look-up may block for seconds.
 */
final class AddressWatch implements AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private static final long PERIOD_SECONDS = 5;

    private final Supplier<List<InetAddress>> search;
    private final Consumer<List<InetAddress>> moved;
    private final ScheduledExecutorService thread;
    private List<InetAddress> last;

    /**
     * @param search finds the present addresses, best first, or throws a {@link StartException}
     * @param first what it found at the start
     * @param moved told of each change, on the thread of the watch
     */
    AddressWatch(Supplier<List<InetAddress>> search, List<InetAddress> first, Consumer<List<InetAddress>> moved) {
        this.search = search;
        this.moved = moved;
        this.last = first;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "grapevine-address");
            made.setDaemon(true);
            return made;
        });
    }

    void start() {
        thread.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks once. Where nothing but loopback is found, this host was cut off, not moved: then the last addresses stay. */
    void look() {
        List<InetAddress> found;
        try {
            found = search.get();
        } catch (StartException e) {
            LOG.log(Level.DEBUG, "no address to advertise at the moment: {0}", e.getMessage());
            return;
        }
        boolean cutOff = found.stream().allMatch(InetAddress::isLoopbackAddress)
                && !last.stream().allMatch(InetAddress::isLoopbackAddress);
        if (!cutOff && !found.equals(last)) {
            last = found;
            moved.accept(found);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
