package dev.grapevine.core;

import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.MessageKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a peer has sent, received and dropped. Packets that could not be opened or decoded are counted before they get to it. */
final class TrafficCounts {

    private final Outbox outbox;
    private final Rumors rumors;
    private final Intake intake;
    private final List<DropCounts> parts;

    /** @param parts all that drop something, the outbox and the intake among them */
    TrafficCounts(Outbox outbox, Rumors rumors, Intake intake, List<DropCounts> parts) {
        this.outbox = outbox;
        this.rumors = rumors;
        this.intake = intake;
        this.parts = parts;
    }

    /** News that is still to be sent, now or again. */
    int pendingRumors() {
        return rumors.pending();
    }

    /** Datagrams sent, by the kind of their first message. */
    Map<MessageKind, Long> sent() {
        return outbox.sent();
    }

    /** Datagrams received, by the kind of their first message. */
    Map<MessageKind, Long> received() {
        return intake.received();
    }

    Map<DropReason, Long> dropped() {
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        dropped.put(DropReason.STOPPED, intake.afterStop());
        dropped.put(DropReason.IMPLAUSIBLE, intake.implausible());
        dropped.put(
                DropReason.LIMIT, parts.stream().mapToLong(DropCounts::refused).sum());
        dropped.put(
                DropReason.UNEXPECTED,
                parts.stream().mapToLong(DropCounts::unexpected).sum());
        return dropped;
    }
}
