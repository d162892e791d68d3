package dev.grapevine.cluster.monitor;

import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.log.LineLimits;
import dev.grapevine.cluster.log.LogText;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.Member;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes what happens in the cluster to the log, in lines that the operator of a large program can live with: one line
 * for what happens to one member, one for what happens to many together, nothing at INFO or above while all is well.
 * What strangers do is written once a minute at most, and of everything else a bounded number of lines, because
 * strangers may pretend to be members. Used by one thread at a time.
 *
 * <p>The logger is {@code dev.grapevine.cluster.events}, so that these lines are switched apart from all others.
 */
public final class MemberLog {

    private static final int NAMES_SHOWN = 5;

    /** More than an honest cluster of any size causes, as what happens together is one line. */
    private static final int LINES_PER_MINUTE = 100;

    private final Logger log;
    private final String self;
    private boolean ready;
    private final LineLimits strangers = new LineLimits(1);
    private final LineLimits members = new LineLimits(LINES_PER_MINUTE);

    /** @param self the name of the local member, with which each line begins */
    public MemberLog(Logger log, String self) {
        this.log = log;
        this.self = self;
    }

    /** Whether anything is written at all. May be called by any thread. */
    public boolean on() {
        return log.isLoggable(Level.WARNING);
    }

    /** Whether an event may lead to a line. May be called by any thread. */
    public boolean wants(Event event) {
        boolean quiet = event instanceof Event.Suspected
                || event instanceof Event.Updated
                || event instanceof Event.Service
                || event instanceof Event.Forgotten
                || event instanceof Event.Bootstrap;
        return log.isLoggable(quiet ? Level.DEBUG : Level.WARNING);
    }

    /** So many events were not written, because the log was too slow. */
    public void lost(long events) {
        line(Level.WARNING, events + " events are missing here: the log was too slow for them");
    }

    /** Events that happened together, in order. */
    public void write(List<Event> events, long nowNanos) {
        List<String> joined = new ArrayList<>();
        List<String> left = new ArrayList<>();
        List<Event.Failed> failed = new ArrayList<>();
        for (Event event : events) {
            debug(event);
            if (event instanceof Event.Joined one) {
                joined.add(withAddress(one.member()));
            } else if (event instanceof Event.Left one && !one.member().local()) {
                left.add(one.member().name());
            } else if (event instanceof Event.Failed one) {
                failed.add(one);
            } else {
                write(event, nowNanos);
            }
        }
        if (ready) {
            group(Level.INFO, joined, "joined", nowNanos);
        }
        group(Level.INFO, left, "left", nowNanos);
        if (failed.size() == 1) {
            limited(Level.WARNING, "failed", failure(failed.get(0)), nowNanos);
        } else {
            group(Level.WARNING, failed.stream().map(one -> one.member().name()).toList(), "failed", nowNanos);
        }
    }

    private void write(Event event, long nowNanos) {
        if (event instanceof Event.Ready search) {
            ready = true;
            line(Level.INFO, "ready: " + outcome(search));
        } else if (event instanceof Event.Mismatch mismatch) {
            stranger(mismatch, nowNanos);
        } else {
            writeChange(event, event.getClass().getSimpleName(), nowNanos);
        }
    }

    private void writeChange(Event event, String kind, long nowNanos) {
        if (event instanceof Event.Recovered recovered && recovered.wasDead()) {
            limited(Level.INFO, kind, recovered.member().name() + " is back: it had been declared dead", nowNanos);
        } else if (event instanceof Event.Degraded degraded) {
            limited(
                    Level.WARNING,
                    kind,
                    degraded.member().name() + " answers by TCP only: UDP may be blocked",
                    nowNanos);
        } else if (event instanceof Event.Restored restored) {
            limited(Level.INFO, kind, restored.member().name() + " answers by UDP again", nowNanos);
        } else if (event instanceof Event.Partitioned partition) {
            limited(
                    Level.WARNING,
                    kind,
                    partition.lost() + " members fell silent together and " + partition.seen()
                            + " answer: the network may be partitioned",
                    nowNanos);
        } else if (event instanceof Event.Merged merged) {
            limited(Level.INFO, kind, "two parts of the cluster met: " + merged.gained() + " members gained", nowNanos);
        } else if (event instanceof Event.Warning warning) {
            limited(Level.WARNING, kind, warning.text(), nowNanos);
        }
    }

    private static String outcome(Event.Ready search) {
        if (search.outcome() == JoinOutcome.FIRST) {
            return "the first member of its cluster";
        }
        return search.outcome() == JoinOutcome.ALONE ? "alone" : search.members() + " members are live";
    }

    private static String failure(Event.Failed failed) {
        String by = failed.accusers().isEmpty() ? "" : ", found by " + String.join(", ", failed.accusers());
        String after =
                failed.after().isZero() ? "" : ", after " + failed.after().toMillis() + " ms";
        return failed.member().name() + " failed: " + failed.evidence() + by + after;
    }

    private void stranger(Event.Mismatch mismatch, long nowNanos) {
        long leftOut = strangers.admit("mismatch", nowNanos);
        if (leftOut >= 0) {
            String from = mismatch.from() == null ? "" : mismatch.from() + ": ";
            line(Level.WARNING, LineLimits.counted(from + mismatch.text(), leftOut));
        }
    }

    private static String withAddress(Member member) {
        return member.name()
                + (member.addresses().isEmpty() ? "" : " (" + member.addresses().get(0) + ")");
    }

    private void group(Level level, List<String> members, String what, long nowNanos) {
        if (members.size() == 1) {
            limited(level, what, members.get(0) + " " + what, nowNanos);
        } else if (!members.isEmpty()) {
            String more = members.size() > NAMES_SHOWN ? " and " + (members.size() - NAMES_SHOWN) + " more" : "";
            limited(
                    level,
                    what,
                    members.size() + " members " + what + ": "
                            + members.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", ")) + more,
                    nowNanos);
        }
    }

    private void debug(Event event) {
        if (log.isLoggable(Level.DEBUG)) {
            line(Level.DEBUG, String.valueOf(event));
        }
    }

    private void limited(Level level, String kind, String text, long nowNanos) {
        if (log.isLoggable(level)) {
            long leftOut = members.admit(kind, nowNanos);
            if (leftOut >= 0) {
                line(level, LineLimits.counted(text, leftOut));
            }
        }
    }

    /** Texts may contain what strangers sent. */
    private void line(Level level, String text) {
        if (log.isLoggable(level)) {
            log.log(level, LogText.line(self + ": " + text));
        }
    }
}
