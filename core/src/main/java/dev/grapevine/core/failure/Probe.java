package dev.grapevine.core.failure;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.view.MemberEntry;
import org.jspecify.annotations.Nullable;

/** One probe of one member, from the first ping to its end. */
final class Probe {

    final Question question;
    final MemberEntry target;
    final long generation;
    final long sentAt;

    /** Answers to this member's questions that had come when it was sent. */
    final long answersBefore;

    int helpers;
    int nacks;
    long channel;

    /** The stream was opened, which a kernel does by itself. */
    boolean connected;

    /** How the stream ended; null while it is open. */
    @Nullable CloseCause streamEnd;

    /** This peer's view hash as the stream's ping said it. */
    long streamHash;

    /** It was answered by stream; whether by datagram too is still waited for. */
    boolean byStream;

    /** It was answered, or it no longer says anything. */
    boolean over;

    Probe(Question question, MemberEntry target, long sentAt, long answersBefore) {
        this.question = question;
        this.target = target;
        this.generation = target.record().generation();
        this.sentAt = sentAt;
        this.answersBefore = answersBefore;
    }

    boolean sameGeneration() {
        return target.record().generation() == generation;
    }
}
