package dev.grapevine.core.failure;

import dev.grapevine.core.view.MemberEntry;

/** One suspicion; replaced, never reset, so that timers of an old one find themselves stale. */
final class Suspicion {

    /** More time for the suspect: owed to it since its verdict had to wait, and given once, when that is over. */
    enum Respite {
        NONE,
        OWED,
        GIVEN
    }

    final MemberEntry subject;
    final long learnedAt;
    long extended;
    boolean lastCalled;
    long calledAt;
    boolean mine;
    boolean toldAnew;

    /** It was due while nobody answered this member. */
    Respite aloneRespite = Respite.NONE;

    /** It was due while so many were silent together that the brake held it. */
    Respite brakeRespite = Respite.NONE;

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
