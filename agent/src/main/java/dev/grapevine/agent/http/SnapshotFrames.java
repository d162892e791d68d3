package dev.grapevine.agent.http;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.SnapshotInfo;
import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.cluster.Cluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots with which event streams begin. Streams that begin at about the same time share one, because a snapshot
 * of a large cluster is large, and a client that does not read keeps it in memory. Thread-safe.
 */
final class SnapshotFrames {

    /** How long a snapshot is shared. The events since then follow it. */
    private static final Duration SHARED = Duration.ofMillis(500);

    private final Cluster cluster;
    private final EventHistory history;
    private final JsonCodec json = JsonCodec.lenient();
    private @Nullable Frame latest;
    private long latestNanos;

    SnapshotFrames(Cluster cluster, EventHistory history) {
        this.cluster = cluster;
        this.history = history;
    }

    /**
     * A snapshot as it is sent. Not to be modified.
     *
     * @param last the number of the last event before it
     */
    record Frame(long last, byte[] bytes) {}

    /** @param missed the number of events that were lost before it; zero if there were none */
    synchronized Frame of(long missed) {
        long now = System.nanoTime();
        if (missed > 0) {
            return build(missed);
        }
        Frame shared = latest;
        if (shared == null
                || now - latestNanos > SHARED.toNanos()
                || history.last() == shared.last()
                || history.after(shared.last()).isEmpty()) {
            shared = build(0);
            latest = shared;
            latestNanos = now;
        }
        return shared;
    }

    private Frame build(long missed) {
        // Reads the number first: an event in between is then sent once more, which does no harm.
        long last = history.last();
        String text = json.write(SnapshotInfo.of(
                last,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                missed,
                cluster.members().stream().map(MemberInfo::of).toList(),
                cluster.instances().stream().map(InstanceInfo::of).toList()));
        return new Frame(last, EventStream.frame(last, SnapshotInfo.TYPE, text).getBytes(StandardCharsets.UTF_8));
    }
}
