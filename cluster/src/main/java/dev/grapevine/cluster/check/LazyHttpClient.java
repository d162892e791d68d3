package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts the HTTP client at the first HTTP check, on a thread of its own because that takes a while. Thread-safe. */
final class LazyHttpClient implements AutoCloseable {

    /** Takes the client. Called by any thread, and at once if the client has started. */
    interface User {
        void use(HttpCheckClient client);

        /** The client could not start; the next use tries again. */
        void failed(Throwable cause);
    }

    private final Supplier<? extends HttpCheckClient> factory;
    private final CheckWorkers worker;
    private List<User> waiting = new ArrayList<>();
    private @Nullable HttpCheckClient client;
    private boolean closed;

    /** @param threadName of the thread that starts the client */
    LazyHttpClient(Supplier<? extends HttpCheckClient> factory, String threadName) {
        this.factory = factory;
        this.worker = new CheckWorkers(1, threadName);
    }

    void use(User user) {
        HttpCheckClient started;
        boolean first = false;
        synchronized (this) {
            started = client;
            if (started == null) {
                waiting.add(user);
                first = waiting.size() == 1;
            }
        }
        if (started != null) {
            user.use(started);
        } else if (first) {
            try {
                worker.run(Punctuality.PROMPT, this::start);
            } catch (Throwable e) { // no thread can be made
                taken().forEach(each -> each.failed(e));
            }
        }
    }

    private void start() {
        HttpCheckClient started = null;
        Throwable failure = null;
        try {
            started = factory.get();
        } catch (Throwable e) {
            failure = e;
        }
        boolean unwanted;
        synchronized (this) {
            unwanted = closed;
            client = unwanted ? null : started;
        }
        if (unwanted && started != null) {
            started.close();
        }
        for (User each : taken()) {
            try {
                if (started != null && !unwanted) {
                    each.use(started);
                } else {
                    each.failed(failure == null ? new IllegalStateException("the checks have ended") : failure);
                }
            } catch (Throwable e) {
                // Its check finds that the run does not end; the others must be told.
            }
        }
    }

    private synchronized List<User> taken() {
        List<User> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    @Override
    public void close() {
        HttpCheckClient started;
        synchronized (this) {
            closed = true;
            started = client;
        }
        worker.close();
        if (started != null) {
            started.close();
        }
    }
}
