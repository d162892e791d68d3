package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MalformedJsonException;
import dev.grapevine.agent.api.SelfInfo;
import dev.grapevine.agent.api.SnapshotInfo;
import dev.grapevine.agent.cli.EventStreamReader.ServerSentEvent;
import dev.grapevine.agent.template.CatalogueFeed;
import dev.grapevine.agent.template.LastInstances;
import dev.grapevine.agent.template.PartitionState;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the catalogue of an agent by HTTP. One thread reads its events; another reads the whole view after an event,
 * and from time to time, since not every change is an event. While the agent is away, or is not ready yet, the last view
 * stands, marked stale. Thread-safe.
 */
final class AgentFeed {

    private static final Duration MAX_SILENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 1_000;

    /** Changes that come together are read together. */
    private static final long TOGETHER_MILLIS = 50;

    private static final long REFRESH_MILLIS = 10_000;

    /** An agent that has started again may first meet only a part of its cluster. */
    private static final Duration SETTLING = Duration.ofSeconds(30);

    private final AgentClient client;
    private final Shell shell;
    private final LastInstances last;
    private final JsonCodec json = JsonCodec.lenient();
    private final CatalogueFeed feed = new CatalogueFeed();
    private final PartitionState partition = new PartitionState();
    private boolean away;
    private boolean changed;
    private long settlesNanos;

    AgentFeed(AgentClient client, Shell shell, LastInstances last) {
        this.client = client;
        this.shell = shell;
        this.last = last;
    }

    /**
     * Begins to follow.
     *
     * @throws CommandException if the agent cannot be reached, or refuses
     */
    CatalogueFeed start() {
        client.read(SelfInfo.class, client.get("/v1/self"));
        settlesNanos = System.nanoTime();
        changed = true;
        begin("events", this::events);
        begin("view", this::views);
        return feed;
    }

    private static void begin(String name, Runnable loop) {
        Thread thread = new Thread(loop, "grapevine-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void events() {
        while (true) {
            try (EventStreamReader stream = new EventStreamReader(client.open("/v1/events", Map.of(), MAX_SILENCE))) {
                for (Optional<ServerSentEvent> event = stream.next(); event.isPresent(); event = stream.next()) {
                    note(event.get().type());
                }
                lost("the event stream ended");
            } catch (CommandException e) {
                if (e.status() == ExitStatus.USAGE) {
                    feed.fail(e);
                    return;
                }
                lost(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                lost("the event stream was interrupted: " + e.getMessage());
            }
            pause(PAUSE_MILLIS);
        }
    }

    private synchronized void note(String type) {
        if (type.equalsIgnoreCase("PARTITIONED")) {
            partition.begin();
        } else if (type.equalsIgnoreCase("MERGED")) {
            partition.end();
        }
        changed = true;
        notifyAll();
    }

    private synchronized void lost(String why) {
        if (!away) {
            shell.err().println("grapevine: " + why + "; the last view stands until the agent is back");
            shell.err().flush();
        }
        away = true;
        feed.away();
    }

    private void views() {
        while (true) {
            awaitChange();
            pause(TOGETHER_MILLIS);
            synchronized (this) {
                changed = false;
            }
            try {
                read();
            } catch (CommandException e) {
                if (e.status() == ExitStatus.USAGE) {
                    feed.fail(e);
                    return;
                }
                lost(String.valueOf(e.getMessage()));
                pause(PAUSE_MILLIS);
            } catch (IOException e) {
                lost("the view could not be read: " + e.getMessage());
                pause(PAUSE_MILLIS);
            }
        }
    }

    private synchronized void awaitChange() {
        long end = System.nanoTime() + Duration.ofMillis(REFRESH_MILLIS).toNanos();
        try {
            while (!changed && !away && System.nanoTime() < end) {
                wait(REFRESH_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() throws IOException {
        if (!client.read(SelfInfo.class, client.get("/v1/self")).ready()) {
            lost("the agent is not ready yet");
            pause(PAUSE_MILLIS);
            return;
        }
        SnapshotInfo view = view();
        synchronized (this) {
            if (away) {
                away = false;
                settlesNanos = System.nanoTime() + SETTLING.toNanos();
            }
            boolean settling = System.nanoTime() - settlesNanos < 0;
            boolean uncertain = partition.lasts(view.members()) || settling;
            feed.offer(last.next(view.members(), view.instances(), uncertain));
        }
    }

    private SnapshotInfo view() throws IOException {
        try (EventStreamReader stream = new EventStreamReader(client.open("/v1/events", Map.of(), MAX_SILENCE))) {
            ServerSentEvent first =
                    stream.next().orElseThrow(() -> new IOException("the event stream ended before its first event"));
            return json.read(SnapshotInfo.class, first.data());
        } catch (MalformedJsonException e) {
            throw new IOException("it is not that of a Grapevine agent of this version", e);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
