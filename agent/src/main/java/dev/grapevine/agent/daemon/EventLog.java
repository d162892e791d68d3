package dev.grapevine.agent.daemon;

import dev.grapevine.agent.api.EventText;
import dev.grapevine.agent.api.LogLine;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.Snapshot;
import dev.grapevine.cluster.log.LineLimits;
import dev.grapevine.cluster.log.LogText;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Member;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes events to the log, one line each, in the shape of {@link EventText}. What strangers do is one line a kind and
 * minute; of what only members can cause there are more, but not any number, because strangers may pretend to be members.
 */
final class EventLog implements ClusterListener {

    /** A line for each member of a large cluster. */
    static final int MEMBER_LINES_PER_MINUTE = 1_000;

    /** Where others may be found comes from the configuration, and from answers that anybody may give. */
    private static final int SEARCH_LINES_PER_MINUTE = 20;

    private final Logger log;
    private final LongSupplier nanoClock;
    private final LineLimits strangers = new LineLimits(1);
    private final LineLimits search = new LineLimits(SEARCH_LINES_PER_MINUTE);
    private final LineLimits members = new LineLimits(MEMBER_LINES_PER_MINUTE);

    EventLog(Logger log, LongSupplier nanoClock) {
        this.log = log;
        this.nanoClock = nanoClock;
    }

    @Override
    public void onSnapshot(Snapshot snapshot) {
        if (snapshot.missed() > 0) {
            log.warn(
                    "MISSED {} events members={} services={}",
                    snapshot.missed(),
                    snapshot.members().size(),
                    snapshot.instances().size());
            return;
        }
        // Members that joined before the subscription.
        for (Member member : snapshot.members()) {
            if (member.live() && !member.local()) {
                String text = EventText.joined(member.name(), member.addresses());
                write(Level.INFO, members, new Line("JOINED", member.name(), null, text));
            }
        }
    }

    @Override
    public void onEvent(Event event) {
        String member = event instanceof Event.Membership about
                ? about.member().name()
                : event instanceof Event.Service instance
                        ? instance.instance().member().name()
                        : null;
        write(
                level(event),
                limits(event),
                new Line(EventText.type(event), member, evidence(event), EventText.of(event)));
    }

    private LineLimits limits(Event event) {
        if (event instanceof Event.Mismatch || event instanceof Event.NameConflict conflict && !conflict.fatal()) {
            return strangers;
        }
        return event instanceof Event.Bootstrap ? search : members;
    }

    private record Line(
            String event, @Nullable String member, @Nullable Evidence evidence, String text) {}

    private void write(Level level, LineLimits limits, Line line) {
        long leftOut = limits.admit(line.event, nanoClock.getAsLong());
        if (leftOut < 0) {
            return;
        }
        LoggingEventBuilder event = log.atLevel(level).addKeyValue(LogLine.EVENT, line.event);
        if (line.member != null) {
            event = event.addKeyValue(LogLine.MEMBER, line.member);
        }
        if (line.evidence != null) {
            event = event.addKeyValue(LogLine.EVIDENCE, line.evidence);
        }
        event.log(LogText.line(LineLimits.counted(line.text, leftOut)));
    }

    private static @Nullable Evidence evidence(Event event) {
        if (event instanceof Event.Suspected suspected) {
            return suspected.evidence();
        }
        return event instanceof Event.Failed failed ? failed.evidence() : null;
    }

    private static Level level(Event event) {
        if (event instanceof Event.NameConflict) {
            return Level.ERROR;
        }
        boolean trouble = event instanceof Event.Suspected
                || event instanceof Event.Failed
                || event instanceof Event.Degraded
                || event instanceof Event.Partitioned
                || event instanceof Event.Alone
                || event instanceof Event.Hung
                || event instanceof Event.Mismatch;
        return trouble ? Level.WARN : Level.INFO;
    }
}
