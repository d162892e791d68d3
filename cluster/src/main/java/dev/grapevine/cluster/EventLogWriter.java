package dev.grapevine.cluster;

import dev.grapevine.cluster.monitor.MemberLog;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes events to the log on a callback thread, so that a slow log delays nobody. What happens while the log is busy is
 * written together, as one line if it is of one kind. If too much is waiting, it is dropped and counted.
 */
final class EventLogWriter {

    private static final int LIMIT = 1_024;

    private final MemberLog log;
    private final CoalescingTask task;

    // Guarded by this object.
    private List<Event> waiting = new ArrayList<>();
    private long dropped;

    EventLogWriter(MemberLog log, CallbackExecutor callbacks) {
        this.log = log;
        this.task = new CoalescingTask(callbacks, callbacks, this::write, () -> {});
    }

    /** Events that happened together, in order. Never waits. */
    void add(List<Event> events) {
        if (events.isEmpty() || !log.on()) {
            return;
        }
        List<Event> wanted = events.stream().filter(log::wants).toList();
        if (wanted.isEmpty()) {
            return;
        }
        synchronized (this) {
            if (waiting.size() + wanted.size() > LIMIT) {
                dropped += wanted.size();
            } else {
                waiting.addAll(wanted);
            }
        }
        task.request();
    }

    private void write() {
        List<Event> events;
        long lost;
        synchronized (this) {
            events = waiting;
            waiting = new ArrayList<>();
            lost = dropped;
            dropped = 0;
        }
        log.write(events, System.nanoTime());
        if (lost > 0) {
            log.lost(lost);
        }
    }
}
