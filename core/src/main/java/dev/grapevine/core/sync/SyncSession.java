package dev.grapevine.core.sync;

import dev.grapevine.core.wire.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * The asker's side of one sync, over whichever way: buckets, digests of those that differ, then each side gets what it lacks. Ends with the
 * other's {@link Message.SyncDone}, or is given up.
 */
final class SyncSession {

    /** What comes of it. */
    interface End {
        void ended(boolean useful, long now);
    }

    private final SyncParts parts;
    private final SyncTransport way;
    private final End end;
    private final boolean alone;
    private final int number;
    private final List<Message> received = new ArrayList<>();
    private boolean otherDead;
    private boolean over;
    private boolean gave;
    private long hashBefore;

    /** @param alone whether this member knew nobody else when it began: then what it learns is no news */
    SyncSession(SyncParts parts, int number, SyncTransport way, boolean alone, End end) {
        this.parts = parts;
        this.number = number;
        this.way = way;
        this.alone = alone;
        this.end = end;
    }

    int number() {
        return number;
    }

    boolean over() {
        return over;
    }

    /** Whom it is with, where that is told: one that is dead here, perhaps. */
    void with(String name) {
        otherDead = SyncParts.isDead(parts.view().get(name));
    }

    Message question() {
        return new Message.SyncBuckets(number, parts.view().bucketHashes());
    }

    void digests(Message.SyncDigests digests, long now) {
        if (over || digests.number() != number) {
            return;
        }
        hashBefore = parts.view().hash();
        DigestDiff comparison =
                new DigestDiff(parts.view(), parts.self(), parts.membership().tombstones(), digests, now);
        settleDisputes(comparison, now);
        if (comparison.empty()) {
            finish(now);
            return;
        }
        List<Message> gifts = new ArrayList<>();
        comparison.give.forEach((entry, held) -> {
            if (parts.mayTell(entry)) {
                parts.answers().tell(entry, held, gifts, now);
            }
        });
        comparison.giveState.forEach((entry, held) -> parts.answers().tellState(entry, held, gifts));
        gave = !gifts.isEmpty();
        way.send(gifts);
        way.ask(new Message.SyncRequest(number, comparison.wanted));
    }

    private void settleDisputes(DigestDiff comparison, long now) {
        otherDead |= comparison.accusesSelf;
        if (parts.heal().isHeal(comparison.disputed, otherDead, now)) {
            parts.heal().begin(comparison.disputed, now);
        }
        for (Heal.Disputed disputed : comparison.disputed) {
            if (parts.heal().putOff(disputed.verdict(), now)) {
                comparison.leaveOut(disputed);
            }
        }
    }

    /** A fact of the other's; kept until all are there, so that they are merged together. */
    void fact(Message message) {
        if (!over) {
            received.add(message);
        }
    }

    void done(long now) {
        if (!over) {
            boolean learned = parts.learn(received, alone, otherDead, now);
            over = true;
            way.end();
            end.ended(learned || gave, now);
        }
    }

    private void finish(long now) {
        over = true;
        way.end();
        end.ended(false, now);
    }

    /** Whether the view is another than when the other was asked for what it has; what came by datagram was merged as it came. */
    boolean news() {
        return parts.view().hash() != hashBefore;
    }

    /** It goes on by another way. */
    void abandon() {
        over = true;
        way.end();
    }

    /** No answer, or the way is gone: what came until then still counts. */
    void giveUp(long now) {
        if (!over) {
            over = true;
            boolean learned = parts.learn(received, alone, otherDead, now);
            way.end();
            end.ended(learned, now);
        }
    }
}
