package dev.grapevine.sim.world;

import dev.grapevine.core.wire.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * The sending side of one end of a stream. While the path is open both ways a segment is on its way at once, later for each
 * time that the link loses it. Otherwise it waits here, unacknowledged, and is tried again at growing intervals.
 */
final class StreamSender {

    private static final long FIRST_RETRY = 200_000_000L;
    private static final long LONGEST_RETRY = 3_000_000_000L;

    private final StreamEnd end;
    /** By sequence. Empty while nothing is in the way. */
    private final List<Segment> unacknowledged = new ArrayList<>();

    private long nextSequence;
    private long lastArrival;
    private long stalledSince;
    private long retry;
    private boolean vanished;

    StreamSender(StreamEnd end) {
        this.end = end;
    }

    /** When the last piece that is under way arrives. */
    long lastArrival() {
        return lastArrival;
    }

    void add(Segment.Kind kind, List<Message> messages, int bytes) {
        Segment segment = new Segment(end, kind, messages, bytes, nextSequence++);
        World world = end.world;
        if (world.network().rejects(end.host, end.other().host)) {
            end.later(2 * world.network().streamDelay(end.host, end.other().host), end::wasReset);
            return;
        }
        boolean open = forward() && unacknowledged.isEmpty() && launch(segment);
        if (!open || !back()) {
            hold(segment);
        }
    }

    /** The receiving host was away when a segment arrived. */
    void missed(Segment segment) {
        segment.launched = false;
        hold(segment);
    }

    /** Nothing more is sent, not even again. */
    void vanish() {
        vanished = true;
        unacknowledged.clear();
    }

    private boolean forward() {
        Host target = end.other().host;
        return end.world.network().passes(end.host, target) && target.owns(end.remote) && end.host.owns(end.local);
    }

    private boolean back() {
        return end.world.network().passes(end.other().host, end.host);
    }

    /**
     * Sends it, as often as it is lost.
     *
     * @return false if it was lost until the user timeout
     */
    private boolean launch(Segment segment) {
        World world = end.world;
        Host target = end.other().host;
        long penalty = 0;
        long wait = FIRST_RETRY;
        while (world.network().losesStreamPacket(end.host, target)) {
            penalty += wait;
            wait = Math.min(2 * wait, LONGEST_RETRY);
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
            retry = FIRST_RETRY;
            end.later(retry, this::again);
        }
    }

    private void again() {
        if (unacknowledged.isEmpty()) {
            return;
        }
        if (end.world.now() - stalledSince >= end.world.options().userTimeout()) {
            unacknowledged.clear();
            end.timedOut();
            return;
        }
        if (forward()) {
            for (Segment segment : unacknowledged) {
                if (!segment.launched && !launch(segment)) {
                    break;
                }
            }
            if (back() && unacknowledged.get(unacknowledged.size() - 1).launched) {
                unacknowledged.clear();
                return;
            }
        }
        retry = Math.min(2 * retry, LONGEST_RETRY);
        end.later(retry, this::again);
    }
}
