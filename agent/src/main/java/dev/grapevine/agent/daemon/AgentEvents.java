package dev.grapevine.agent.daemon;

import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.Snapshot;
import dev.grapevine.cluster.StopReason;
import dev.grapevine.cluster.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Takes the events of the member to the history and to the log, from its very first one to its last, on one thread. The
 * history waits until the member has been started, which it asks for instances, and the log until the API is served, so
 * that a script that reads READY may use it. Thread-safe.
 */
final class AgentEvents {

    private static final Logger LOG = System.getLogger("dev.grapevine.agent");

    /** How long an end waits for the last event, and then for the thread. */
    private static final long LAST_MILLIS = 1_000;

    private final ExecutorService thread;
    private final CompletableFuture<Cluster> member = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> serving = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> lastLogged = new CompletableFuture<>();
    private final List<Subscription> later = new CopyOnWriteArrayList<>();
    private final EventHistory history;

    AgentEvents(Clock clock, ThreadFactory threads) {
        this.thread = Executors.newSingleThreadExecutor(threads);
        this.history = new EventHistory(() -> member.join().instances(), clock);
    }

    /** Listens to a member that is yet to be started. */
    void listenTo(Cluster.Builder builder) {
        EventLog log = new EventLog(LoggerFactory.getLogger(LOG.getName()), System::nanoTime);
        builder.listener(history, task -> member.thenRunAsync(task, thread));
        builder.listener(new Logged(log), task -> serving.thenRunAsync(task, thread));
    }

    /** The member has been started. */
    void started(Cluster cluster) {
        member.complete(cluster);
    }

    /** Tells one more listener from now on, on the same thread. */
    void tell(Cluster cluster, ClusterListener listener) {
        later.add(cluster.subscribe(listener, thread));
    }

    /** The API is served, or is not going to be. */
    void serving() {
        serving.complete(null);
    }

    EventHistory history() {
        return history;
    }

    /** Writes what is queued, which includes the last event of a member that has stopped, and ends the thread. */
    void end(StopReason reason) {
        serving();
        later.forEach(Subscription::close);
        try {
            if (reason.cause() == StopReason.Cause.LEFT || reason.cause() == StopReason.Cause.NAME_TAKEN) {
                lastLogged.get(LAST_MILLIS, TimeUnit.MILLISECONDS);
            }
            thread.shutdown();
            thread.awaitTermination(LAST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "the last events are not logged", e);
        } finally {
            thread.shutdownNow();
        }
    }

    /** Ends the thread of a member that was never started. */
    void drop() {
        thread.shutdownNow();
    }

    /** The log, which knows when it has had the last event. */
    private final class Logged implements ClusterListener {

        private final EventLog log;

        Logged(EventLog log) {
            this.log = log;
        }

        @Override
        public void onSnapshot(Snapshot snapshot) {
            log.onSnapshot(snapshot);
        }

        @Override
        public void onEvent(Event event) {
            log.onEvent(event);
            if (event instanceof Event.Stopped || event instanceof Event.NameConflict conflict && conflict.fatal()) {
                lastLogged.complete(null);
            }
        }
    }
}
