package dev.grapevine.core.failure;

import dev.grapevine.core.view.MemberEntry;

/** One probe of one member, from the first ping to its end. */
final class Probe {

    final MemberEntry target;
    final long generation;
    final long sentAt;

    /** Valid packets from others that had been heard when it was sent. */
    final long heardBefore;

    int number;
    int helpers;
    int nacks;
    long channel;

    /** It was answered, or it no longer says anything. */
    boolean over;

    Probe(MemberEntry target, long sentAt, long heardBefore) {
        this.target = target;
        this.generation = target.record().generation();
        this.sentAt = sentAt;
        this.heardBefore = heardBefore;
    }

    boolean sameLife() {
        return target.record().generation() == generation;
    }
}
