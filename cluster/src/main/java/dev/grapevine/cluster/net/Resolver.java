package dev.grapevine.cluster.net;

import dev.grapevine.model.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Resolves seeds. A lookup may block for seconds, so it runs on daemon threads, which end when they are idle. Results
 * are not cached here. The Java runtime caches them for 30 s unless the security property
 * {@code networkaddress.cache.ttl} says otherwise; that property belongs to the program, so a library must not set it.
 */
final class Resolver {

    private static final int THREADS = 2;
    private static final long IDLE_SECONDS = 5;

    /** Queued lookups. A peer asks for a seed again only after an answer, so a longer queue would be a fault. */
    private static final int MAX_WAITING = 1_024;

    /** Addresses used of one seed; more would not help. */
    private static final int MAX_ADDRESSES = 256;

    private final ThreadPoolExecutor threads;
    private final String dnsServer;

    /** Receives the result of a lookup, on a thread of the resolver. */
    interface Callback {
        void resolved(String seed, List<Address> addresses, @Nullable String error);
    }

    Resolver(String threadName) {
        this(threadName, "dns:");
    }

    /** @param dnsServer URL of the server that is asked for SRV records */
    Resolver(String threadName, String dnsServer) {
        this.dnsServer = dnsServer;
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, threadName);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    void resolve(String seed, Callback callback) {
        try {
            threads.execute(() -> callback(seed, callback));
        } catch (RejectedExecutionException e) {
            if (!threads.isShutdown()) {
                callback.resolved(seed, List.of(), "too many lookups are queued");
            }
        } catch (Throwable e) { // OutOfMemoryError if the system allows no more threads
            callback.resolved(seed, List.of(), "cannot make a thread for the lookup: " + e.getMessage());
        }
    }

    private void callback(String text, Callback callback) {
        List<Address> found = List.of();
        String error = null;
        try {
            Seed seed = Seed.parse(text);
            found = seed.srv() ? srv(seed) : addresses(seed);
        } catch (UnknownHostException e) {
            error = "unknown host " + e.getMessage();
        } catch (NamingException e) {
            error = e instanceof javax.naming.NoInitialContextException
                    ? "SRV seeds need the JDK module jdk.naming.dns, which this runtime image lacks"
                    : "no answer for SRV " + text + ": " + e.getMessage();
        } catch (LinkageError e) {
            error = "SRV seeds need the JDK module java.naming, which this runtime image lacks";
        } catch (Throwable e) { // without an answer, the peer would never ask for this seed again
            error = String.valueOf(e.getMessage());
        }
        callback.resolved(text, found, error);
    }

    private List<Address> srv(Seed seed) throws NamingException, UnknownHostException {
        Set<Address> all = new LinkedHashSet<>();
        UnknownHostException unknown = null;
        for (Seed target : SrvLookup.lookUp(seed.host(), dnsServer)) {
            try {
                all.addAll(addresses(target));
            } catch (UnknownHostException e) {
                unknown = e;
            }
        }
        if (all.isEmpty() && unknown != null) {
            throw unknown;
        }
        return all.stream().limit(MAX_ADDRESSES).toList();
    }

    private static List<Address> addresses(Seed seed) throws UnknownHostException {
        Set<Address> all = new LinkedHashSet<>();
        for (InetAddress ip : InetAddress.getAllByName(seed.host())) {
            all.add(Address.of(ip.getAddress(), seed.port()));
        }
        return all.stream().limit(MAX_ADDRESSES).toList();
    }

    void close() {
        threads.shutdownNow();
    }
}
