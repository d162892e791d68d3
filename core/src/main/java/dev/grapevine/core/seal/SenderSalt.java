package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Salt;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver knows of one salt: whose it is, the cipher that opens its datagrams, and how its counter relates to the receiver's clock.
 *
 * <h2>Freshness without a common clock</h2>
 *
 * A counter tells when its datagram was sealed, by the sender's clock. The difference to the receiver's clock at arrival is the unknown
 * difference of the two clocks plus the time on the way. The <em>lag</em> is the least difference that was seen: it falls at once with a datagram
 * that came faster, and rises by 1 ms a second at most, which is more than clocks drift apart. What exceeds it by over 60 s was held back or
 * recorded.
 */
final class SenderSalt {

    /** A datagram that is older than this is not taken. */
    static final long LATE_MICROS = 60_000_000;

    /** An answer to an older question proves nothing. */
    static final long QUESTION_LIFE_NANOS = 2_000_000_000;

    /** At most one question in this time, but for those that are repeated. */
    static final long PROVE_PAUSE_NANOS = 200_000_000;

    /** A question that a waiting member has not answered is repeated after this time, and after twice as long each time. */
    static final long ASK_AGAIN_NANOS = 10_000_000;

    /** At most one answer in this time: the one before may be lost. */
    static final long ANSWER_PAUSE_NANOS = ASK_AGAIN_NANOS / 2;

    /** The lag rises by this part of the time that passes. */
    private static final int DRIFT_DIVISOR = 1_000;

    private static final int MOST_DOUBLINGS = 6;

    /** How far a salt is trusted. */
    enum Phase {
        /** Its datagrams may have been recorded long ago. */
        UNPROVEN,
        /** The process behind it lives, and its lag is known. */
        PROVEN
    }

    private final Salt salt;
    private final ReplayWindow window = new ReplayWindow();

    /** Counters that were opened and could not be taken without asking. */
    private @Nullable ReplayWindow awaiting;

    private Phase phase = Phase.UNPROVEN;
    private long lagMicros;
    private long lagSetAtMicros;
    private @Nullable SenderId sender;
    private @Nullable ClusterKey key;
    private byte @Nullable [] packetKey;
    private @Nullable Aead cipher;
    private long question;
    private long questionDrawnAt;
    private @Nullable Long askedAt;
    private int askedAgain;
    private @Nullable Long answeredAt;

    SenderSalt(Salt salt) {
        this.salt = salt;
    }

    Salt salt() {
        return salt;
    }

    // ---- whose it is

    /** The process that seals under it; null while nobody has introduced it. */
    @Nullable SenderId sender() {
        return sender;
    }

    void belongsTo(SenderId process) {
        sender = process;
    }

    // ---- its cipher

    /** The key that its datagrams were sealed with last; null if none was opened yet. */
    @Nullable ClusterKey key() {
        return key;
    }

    /** The cipher for the datagrams that are sealed with {@link #key}. */
    @Nullable Aead cipher() {
        return cipher;
    }

    /** Its datagrams are sealed with this key from now on. */
    void sealsWith(ClusterKey clusterKey, byte[] derived, Cryptography cryptography) {
        forgetKey();
        key = clusterKey;
        packetKey = derived;
        if (cipher == null) {
            cipher = cryptography.aead();
        }
        cipher.key(derived);
    }

    /** The key was removed from the keyring. */
    void forgetKey() {
        key = null;
        if (packetKey != null) {
            Arrays.fill(packetKey, (byte) 0);
            packetKey = null;
        }
    }

    // ---- freshness

    boolean proven() {
        return phase == Phase.PROVEN;
    }

    /** A datagram with that counter was sealed just now: the process lives, and this is its clock. */
    void prove(long counter, long nowMicros) {
        phase = Phase.PROVEN;
        lagMicros = nowMicros - counter;
        lagSetAtMicros = nowMicros;
    }

    /** The process may have been suspended, or this one: what is known of its clock no longer holds, and an answer may be as old as that. */
    void doubt() {
        phase = Phase.UNPROVEN;
        question = 0;
    }

    /** By how much a datagram with this counter took longer than the fastest. */
    long behind(long counter, long nowMicros) {
        return Math.max(0, nowMicros - counter - lag(nowMicros));
    }

    /** Whether a datagram with this counter was sealed more than 60 s ago. */
    boolean late(long counter, long nowMicros) {
        return behind(counter, nowMicros) > LATE_MICROS;
    }

    /** Whether a datagram with this counter can be taken without asking. */
    boolean fresh(long counter, long nowMicros) {
        return proven() && !late(counter, nowMicros);
    }

    boolean replayed(long counter) {
        return window.replayed(counter);
    }

    /** A datagram with this counter waits for a proof, or asked for one: it counts once. */
    void await(long counter) {
        ReplayWindow opened = awaiting;
        if (opened == null) {
            opened = new ReplayWindow();
            awaiting = opened;
        }
        if (!opened.replayed(counter)) {
            opened.take(counter);
        }
    }

    /** Whether a datagram with this counter, which cannot be taken without asking, came before. */
    boolean waited(long counter, long nowMicros) {
        ReplayWindow opened = awaiting;
        return opened != null && opened.replayed(counter) && !fresh(counter, nowMicros);
    }

    /** A datagram with this counter was read, which tells nothing of the clock behind it. */
    void note(long counter) {
        window.take(counter);
    }

    /** A datagram with this counter is taken; it is neither late nor replayed. */
    void take(long counter, long nowMicros) {
        window.take(counter);
        lagMicros = Math.min(nowMicros - counter, lag(nowMicros));
        lagSetAtMicros = nowMicros;
    }

    /** How it is introduced to others now. */
    Introduction introduction(long nowMicros) {
        return proven() ? Introduction.at(salt, nowMicros - lag(nowMicros)) : Introduction.withoutClock(salt);
    }

    private long lag(long nowMicros) {
        return lagMicros + Math.max(0, nowMicros - lagSetAtMicros) / DRIFT_DIVISOR;
    }

    // ---- questions

    /** Whether it was ever asked. */
    boolean asked() {
        return askedAt != null;
    }

    /** Whether a question may go to it again. */
    boolean mayAsk(long now) {
        return askedAt == null || now - askedAt >= PROVE_PAUSE_NANOS;
    }

    /** Whether a question of it may be answered again. */
    boolean mayAnswer(long now) {
        return answeredAt == null || now - answeredAt >= ANSWER_PAUSE_NANOS;
    }

    void answered(long now) {
        answeredAt = now;
    }

    /** The question that it has to answer: the same one until its answer would prove nothing. */
    long ask(ProofNumbers numbers, long now) {
        askedAgain = 0;
        return put(numbers, now);
    }

    /** Whether it is time to repeat the question. */
    boolean mayAskAgain(long now) {
        return askedAt == null || now - askedAt >= ASK_AGAIN_NANOS << askedAgain;
    }

    /** The same question as before, if its answer still proves something. */
    long askAgain(ProofNumbers numbers, long now) {
        askedAgain = Math.min(askedAgain + 1, MOST_DOUBLINGS);
        return put(numbers, now);
    }

    private long put(ProofNumbers numbers, long now) {
        if (!open(now)) {
            question = numbers.next();
            questionDrawnAt = now;
        }
        askedAt = now;
        return question;
    }

    /** Whether this answers the question that it was asked; then the question is used up. */
    boolean isAnswer(long answer, long now) {
        boolean right = answer != 0 && answer == question && open(now);
        if (right) {
            question = 0;
        }
        return right;
    }

    private boolean open(long now) {
        return question != 0 && now - questionDrawnAt <= QUESTION_LIFE_NANOS;
    }
}
