package dev.grapevine.sim.world;

import java.util.ArrayList;
import java.util.List;

/**
 * The sending side of one end of a stream. While the path is open both ways, a segment is sent at once, and arrives later for
 * each time that the link loses it. Otherwise it waits here, unacknowledged, and is sent again at growing intervals.
 */
final class StreamSender {

    private static final long FIRST_RETRY_NANOS = 200_000_000L;
    private static final long LONGEST_RETRY_NANOS = 3_000_000_000L;

    private final StreamEnd end;
    /** In order of sequence. Empty while the path is open. */
    private final List<Segment> unacknowledged = new ArrayList<>();

    private long nextSequence;
    private long lastArrival;
    private long stalledSince;
    private long retryDelay;
    private boolean vanished;

    StreamSender(StreamEnd end) {
        this.end = end;
    }

    /** When the last segment in flight arrives. */
    long lastArrival() {
        return lastArrival;
    }

    void add(Segment.Kind kind, Packet packet) {
        Tap tap = end.world.tap();
        if (tap != null && kind == Segment.Kind.DATA) {
            tap.heard(end, packet);
        }
        Segment segment = new Segment(end, kind, packet, nextSequence++);
        World world = end.world;
        if (world.network().rejects(end.host, end.other().host)) {
            end.later(2 * world.network().streamDelay(end.host, end.other().host), end::wasReset);
            return;
        }
        boolean open = pathOpen() && unacknowledged.isEmpty() && launch(segment);
        if (!open || !returnPathOpen()) {
            hold(segment);
        }
    }

    /** The receiving host could not be reached when a segment arrived. */
    void undelivered(Segment segment) {
        segment.launched = false;
        hold(segment);
    }

    /** Nothing is sent any more, and nothing again. */
    void vanish() {
        vanished = true;
        unacknowledged.clear();
    }

    private boolean pathOpen() {
        Host target = end.other().host;
        return end.world.network().passes(end.host, target) && target.owns(end.remote) && end.host.owns(end.local);
    }

    private boolean returnPathOpen() {
        return end.world.network().passes(end.other().host, end.host);
    }

    /**
     * Sends a segment, again for each time that it is lost.
     *
     * @return false if it was still lost at the user timeout
     */
    private boolean launch(Segment segment) {
        World world = end.world;
        Host target = end.other().host;
        long penalty = 0;
        long wait = FIRST_RETRY_NANOS;
        while (world.network().losesStreamPacket(end.host, target)) {
            penalty += wait;
            wait = Math.min(2 * wait, LONGEST_RETRY_NANOS);
            if (penalty >= world.options().userTimeout()) {
                return false;
            }
        }
        lastArrival = Math.max(lastArrival, world.now() + world.network().streamDelay(end.host, target) + penalty);
        segment.launched = true;
        world.schedule(lastArrival, segment);
        return true;
    }

    private void hold(Segment segment) {
        if (vanished || unacknowledged.contains(segment)) {
            return;
        }
        int place = unacknowledged.size();
        while (place > 0 && unacknowledged.get(place - 1).sequence > segment.sequence) {
            place--;
        }
        unacknowledged.add(place, segment);
        if (unacknowledged.size() == 1) {
            stalledSince = end.world.now();
            retryDelay = FIRST_RETRY_NANOS;
            end.later(retryDelay, this::retry);
        }
    }

    private void retry() {
        if (unacknowledged.isEmpty()) {
            return;
        }
        if (end.world.now() - stalledSince >= end.world.options().userTimeout()) {
            unacknowledged.clear();
            end.timedOut();
            return;
        }
        if (pathOpen()) {
            for (Segment segment : unacknowledged) {
                if (!segment.launched && !launch(segment)) {
                    break;
                }
            }
            if (returnPathOpen() && unacknowledged.get(unacknowledged.size() - 1).launched) {
                unacknowledged.clear();
                return;
            }
        }
        retryDelay = Math.min(2 * retryDelay, LONGEST_RETRY_NANOS);
        end.later(retryDelay, this::retry);
    }
}
