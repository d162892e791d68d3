package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.cluster.net.HostSyntax;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the hosts of checks. A look-up cannot be interrupted and may take a minute, so it has a thread of its own,
 * and there is one at a time for each name: more checks of it wait for that one. What is found is used for
 * {@value #KEEP_SECONDS} s; the Java runtime may keep it for longer. Thread-safe.
 */
public final class CheckResolver {

    /** Looks a name up, on a thread that it may block. */
    @FunctionalInterface
    interface LookUp {
        InetAddress[] allByName(String host) throws UnknownHostException;
    }

    /** Waits for addresses. Called by any thread, and at once if they are known. */
    public interface Waiter {
        /** @param failure why there are none; null if there are some */
        void resolved(List<InetAddress> addresses, @Nullable Throwable failure);
    }

    static final int KEEP_SECONDS = 5;

    /** Addresses that are tried of one name. */
    private static final int MAX_ADDRESSES = 8;

    private static final int MAX_KEPT = 1_024;

    private final CheckWorkers workers;
    private final LookUp lookUp;
    private final LongSupplier nanoTime;
    private final Supplier<AllowList> allowed;

    private final Map<String, List<Waiter>> asked = new HashMap<>();
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MAX_KEPT;
        }
    };

    private record Known(List<InetAddress> addresses, long untilNanos) {}

    /** @param allowed the addresses that checks may reach, asked for at each run */
    CheckResolver(CheckWorkers workers, LookUp lookUp, LongSupplier nanoTime, Supplier<AllowList> allowed) {
        this.workers = workers;
        this.lookUp = lookUp;
        this.nanoTime = nanoTime;
        this.allowed = allowed;
    }

    /**
     * Looks a host up.
     *
     * @param host a name or an IP literal
     * @param punctuality of the check, as look-ups are shared fairly
     */
    public void resolve(String host, Punctuality punctuality, Waiter waiter) {
        List<InetAddress> found;
        boolean first = false;
        synchronized (this) {
            Known before = known.get(host);
            found = before != null && before.untilNanos - nanoTime.getAsLong() > 0 ? before.addresses : null;
            if (found == null && !HostSyntax.literal(host)) {
                List<Waiter> waiters = asked.get(host);
                first = waiters == null;
                if (waiters == null) {
                    waiters = new ArrayList<>();
                    asked.put(host, waiters);
                }
                waiters.add(waiter);
            }
        }
        if (found != null) {
            deliver(waiter, found, null);
        } else if (HostSyntax.literal(host)) {
            ask(host, List.of(waiter));
        } else if (first) {
            begin(host, punctuality);
        }
    }

    private void begin(String host, Punctuality punctuality) {
        try {
            workers.run(punctuality, () -> ask(host, null));
        } catch (Throwable e) { // no thread can be made
            tell(taken(host), List.of(), e);
        }
    }

    /** @param waiters the checks that asked for a literal, which is not remembered; null for all that wait for the name */
    private void ask(String host, @Nullable List<Waiter> waiters) {
        List<InetAddress> found = List.of();
        Throwable failure = null;
        try {
            found = Arrays.stream(lookUp.allByName(host)).limit(MAX_ADDRESSES).toList();
            if (waiters == null) {
                keep(host, found);
            }
        } catch (Throwable e) {
            failure = e;
        }
        tell(waiters == null ? taken(host) : waiters, found, failure);
    }

    private synchronized void keep(String host, List<InetAddress> found) {
        known.put(host, new Known(found, nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(KEEP_SECONDS)));
    }

    /** Hands on the addresses that checks may reach. That is decided for each run, as a name may stand for others now. */
    private void deliver(Waiter waiter, List<InetAddress> found, @Nullable Throwable failure) {
        AllowList networks = allowed.get();
        List<InetAddress> reached = found.stream().filter(networks::allows).toList();
        boolean forbidden = reached.isEmpty() && !found.isEmpty();
        waiter.resolved(
                reached,
                forbidden
                        ? new ConnectException(found.get(0).getHostAddress()
                                + " is in none of the networks that checks may reach (checks.allow)")
                        : failure);
    }

    private synchronized List<Waiter> taken(String host) {
        List<Waiter> waiters = asked.remove(host);
        return waiters == null ? List.of() : waiters;
    }

    private void tell(List<Waiter> waiters, List<InetAddress> found, @Nullable Throwable failure) {
        for (Waiter each : waiters) {
            try {
                deliver(each, found, failure);
            } catch (Throwable e) {
                // Its check finds that the run does not end; the others must be told.
            }
        }
    }

    /** Somebody waits no longer. The look-up itself goes on. */
    public synchronized void cancel(String host, Waiter waiter) {
        List<Waiter> waiters = asked.get(host);
        if (waiters != null) {
            waiters.remove(waiter);
        }
    }
}
