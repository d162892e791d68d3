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
 * Looks seeds up, on daemon threads of its own that end when there is nothing to do, as a look-up may block for
 * seconds. Nothing is remembered from one look-up to the next. The Java run-time itself does remember, for 30 s unless
 * the security property {@code networkaddress.cache.ttl} says otherwise; that is the program's to set, not a library's.
 */
final class Resolver {

    private static final int THREADS = 2;
    private static final long IDLE_SECONDS = 5;

    /** Look-ups waiting. A peer asks for each seed again only after an answer, so more than this would be a fault. */
    private static final int MAX_WAITING = 1_024;

    /** Addresses of one seed that are used; more would not help. */
    private static final int MAX_ADDRESSES = 256;

    private final ThreadPoolExecutor threads;
    private final String dnsServer;

    /** Where the answer goes; called on a thread of the resolver. */
    interface Answer {
        void resolved(String seed, List<Address> addresses, @Nullable String error);
    }

    Resolver(String threadName) {
        this(threadName, "dns:");
    }

    /** @param dnsServer that is asked for SRV records, as a URL */
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

    void resolve(String seed, Answer answer) {
        try {
            threads.execute(() -> answer(seed, answer));
        } catch (RejectedExecutionException e) {
            if (!threads.isShutdown()) {
                answer.resolved(seed, List.of(), "too many look-ups are waiting");
            }
        }
    }

    private void answer(String text, Answer answer) {
        List<Address> found = List.of();
        String error = null;
        try {
            Seed seed = Seed.parse(text);
            found = seed.srv() ? srv(seed) : addresses(seed);
        } catch (UnknownHostException e) {
            error = "unknown host " + e.getMessage();
        } catch (NamingException e) {
            error = e instanceof javax.naming.NoInitialContextException
                    ? "SRV seeds need the JDK module jdk.naming.dns, which this run-time image lacks"
                    : "no answer for SRV " + text + ": " + e.getMessage();
        } catch (LinkageError e) {
            error = "SRV seeds need the JDK module java.naming, which this run-time image lacks";
        } catch (RuntimeException e) {
            error = String.valueOf(e.getMessage());
        }
        answer.resolved(text, found, error);
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
