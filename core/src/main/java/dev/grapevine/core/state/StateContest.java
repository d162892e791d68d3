package dev.grapevine.core.state;

import dev.grapevine.core.view.MemberEntry;

/** What is held of a member's state may be forged, until its owner has written a version above it. */
final class StateContest {

    /** An owner that does not jump is asked so often: it may have stopped, or be beyond a partition. */
    private static final int MOST_QUESTIONS = 64;

    private final MemberEntry entry;
    private final long generation;
    private long version;
    private int questions;

    StateContest(MemberEntry entry) {
        this.entry = entry;
        this.generation = entry.record().generation();
        this.version = entry.heldVersion();
    }

    MemberEntry entry() {
        return entry;
    }

    /** Whether it is about this member's present generation. */
    boolean concerns(MemberEntry member) {
        return entry == member && member.record().generation() == generation;
    }

    /** What is held now is contested as well. */
    void again() {
        version = entry.heldVersion();
        questions = 0;
    }

    /** The owner was asked. */
    void asked() {
        questions++;
    }

    /** Whether the owner has written what is held now, or does not answer. */
    boolean over() {
        return !concerns(entry) || entry.heldVersion() > version || questions >= MOST_QUESTIONS;
    }
}
