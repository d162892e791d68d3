package dev.grapevine.core.failure;

import dev.grapevine.core.view.MemberEntry;

/** One suspicion; replaced, never reset, so that timers of an old one find themselves stale. */
final class Suspicion {
    final MemberEntry subject;
    final long learnedAt;
    long extended;
    boolean lastCalled;
    long calledAt;
    boolean mine;
    boolean heldBack;

    /** It was due while nobody answered this member; and since somebody does, it was given time again. */
    boolean dueAlone;

    boolean dueAnew;
    boolean toldAnew;
    boolean letGo;

    /** A tether closed or its address refused, for the first time then. */
    boolean closed;

    long closedAt;

    /** Enough members found that it refuses, for the first time then. */
    boolean enough;

    long enoughAt;

    Suspicion(MemberEntry subject, long learnedAt) {
        this.subject = subject;
        this.learnedAt = learnedAt;
    }
}
