package dev.grapevine.core.ping;

/**
 * When others answered this member. Every answer shows that this member is heard, and hears; a member that nobody
 * answers may itself be the one that is cut off.
 */
public final class AnswerHistory {

    private final long silenceNanos;
    private long count;
    private long lastAt;
    private boolean regained;
    private long regainedAt;

    /** @param silenceNanos a time without any answer that is longer than this is a loss of contact */
    public AnswerHistory(long silenceNanos) {
        this.silenceNanos = silenceNanos;
    }

    /** Somebody answered. */
    public void add(long now) {
        if (count > 0 && now - lastAt > silenceNanos) {
            regained = true;
            regainedAt = now;
        }
        count++;
        lastAt = now;
    }

    /** Answers so far, of anybody. */
    public long count() {
        return count;
    }

    /** When the last answer came; meaningless while there was none. */
    public long lastAt() {
        return lastAt;
    }

    /** Whether anybody answered after that moment. */
    public boolean anySince(long then) {
        return count > 0 && lastAt - then > 0;
    }

    /** Whether contact was lost and came back after that moment. */
    public boolean regainedSince(long then) {
        return regained && regainedAt - then > 0;
    }

    /** When contact last came back; meaningless while it never was lost. */
    public long regainedAt() {
        return regainedAt;
    }
}
