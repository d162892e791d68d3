package dev.grapevine.core.wire;

import dev.grapevine.core.view.MemberRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says which numbers of others a peer believes (PROTOCOL.md, section 9, "Where it is read, everything has a bound"). Every message passes
 * here before its handler sees it, so no handler meets a number that its arithmetic cannot take. What is refused is dropped and counted.
 *
 * <h2>Counters</h2>
 *
 * Incarnations and versions grow by one at a time and never come near {@link #MAX_COUNTER}. A member whose own counter reaches it takes a new
 * generation, and counts from the beginning.
 *
 * <h2>Generations</h2>
 *
 * A generation is a clock: the wall clock of its process at its start. One that is more than a day ahead of every clock in sight is refused.
 * The bound moves with time, so a member can always raise its generation above one that was believed. In sight are the wall clock of this
 * process, and, for a process that knew nobody, the clock of the member that it joined or that joined it: so a machine that starts without
 * the time of day finds its cluster all the same. Not thread-safe.
 */
public final class Plausibility {

    /** The highest incarnation, and the highest version of owned state. */
    public static final long MAX_COUNTER = 1L << 56;

    /** How far a generation may be ahead of the clocks in sight. */
    public static final long MAX_AHEAD_MILLIS = 86_400_000;

    /** The highest age of a suspicion or verdict: 49 days. Tombstones are held for a week at the most. */
    public static final long MAX_AGE_MILLIS = 1L << 32;

    /** The longest probe period. */
    public static final int MAX_PERIOD_MILLIS = 86_400_000;

    /** The longest time that a member is asked to wait for the answer of another. */
    public static final int MAX_TIMEOUT_MILLIS = 300_000;

    /** No clock is later than this: the year 3084. */
    public static final long MAX_CLOCK_MILLIS = 1L << 45;

    /** The bits of a generation below its clock. */
    private static final int CLOCK_SHIFT = 16;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The wall clock of this process at the time {@link #wallAt}. */
    private long wallMillis;

    private long wallAt;

    /** The clock of another, at the time {@link #metAt}. */
    private long metMillis;

    private long metAt;
    private long refused;

    /** @param generation of this process: its wall clock until {@link #wall} tells a better one */
    public Plausibility(long generation, long now) {
        wall(generation >>> CLOCK_SHIFT, now);
        metAt = now;
    }

    // ---- clocks

    /** The wall clock of this process, in milliseconds since 1970. */
    public void wall(long millis, long now) {
        wallMillis = Math.max(0, Math.min(millis, MAX_CLOCK_MILLIS));
        wallAt = now;
    }

    /** The clock of a member that joins, or is joined, in milliseconds since 1970. To be called while nobody else is known. */
    public void met(long clockMillis, long now) {
        if (clockMillis > clock(now) && clockMillis <= MAX_CLOCK_MILLIS) {
            metMillis = clockMillis;
            metAt = now;
        }
    }

    /** The latest of the clocks in sight, in milliseconds since 1970. */
    public long clock(long now) {
        return Math.max(wallMillis + (now - wallAt) / NANOS_PER_MILLI, metMillis + (now - metAt) / NANOS_PER_MILLI);
    }

    /** The latest of the clocks in sight when this process last looked at its own: less than a few seconds ago, unless it stalled. */
    public long lastClock() {
        return clock(wallAt);
    }

    // ---- single numbers

    /** Whether this may be an incarnation, or a version of owned state. */
    public static boolean isCounter(long number) {
        return number >= 0 && number <= MAX_COUNTER;
    }

    /** Whether this may be a generation now. */
    public boolean isGeneration(long generation, long now) {
        return isGenerationBefore(generation, latestClock(now));
    }

    private long latestClock(long now) {
        return clock(now) + MAX_AHEAD_MILLIS;
    }

    private static boolean isGenerationBefore(long generation, long latestClock) {
        return generation >>> CLOCK_SHIFT <= latestClock;
    }

    private static boolean isAge(long millis) {
        return millis >= 0 && millis <= MAX_AGE_MILLIS;
    }

    // ---- messages

    /** Returns the messages whose numbers are believed. A long list loses only the elements that are not. */
    public List<Message> believed(List<Message> messages, long now) {
        long latestClock = latestClock(now);
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (believed(message, latestClock) != message) {
                return rest(messages, latestClock);
            }
        }
        return messages;
    }

    private List<Message> rest(List<Message> messages, long latestClock) {
        List<Message> rest = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Message believed = believed(message, latestClock);
            if (believed != null) {
                rest.add(believed);
            }
            if (believed != message) {
                refused++;
            }
        }
        return rest;
    }

    /** Messages that were refused, whole or in part, because of a number in them. */
    public long refused() {
        return refused;
    }

    /** The message itself, what is left of a list, or null. */
    private static @Nullable Message believed(Message message, long latestClock) {
        boolean whole = switch (message.kind()) {
            case GONE -> isGenerationBefore(((Message.Gone) message).generation(), latestClock);
            case PING_REQUEST -> isTimeout(((Message.PingRequest) message).timeoutMillis());
            case EXAMINE -> isGenerationBefore(((Message.Examine) message).generation(), latestClock);
            case IDENTIFY -> isGenerationBefore(((Message.Identify) message).generation(), latestClock);
            case IDENTIFIED -> isIdentified((Message.Identified) message, latestClock);
            case ALIVE -> isRecord(((Message.Alive) message).record(), latestClock);
            case DISCOVER -> isRecord(((Message.Discover) message).self(), latestClock);
            case VERDICT -> isVerdict((Message.Verdict) message, latestClock);
            case STATE_DELTA -> isDelta((Message.StateDelta) message, latestClock);
            case STATE_VERSION -> {
                Message.StateVersion version = (Message.StateVersion) message;
                yield isGenerationBefore(version.generation(), latestClock) && isCounter(version.version());
            }
            case STATE_REQUEST -> {
                Message.StateRequest request = (Message.StateRequest) message;
                yield isGenerationBefore(request.generation(), latestClock) && isCounter(request.held());
            }
            case HELLO -> {
                Message.Hello hello = (Message.Hello) message;
                yield isGenerationBefore(hello.generation(), latestClock(hello, latestClock))
                        && hello.clockMillis() <= MAX_CLOCK_MILLIS
                        && hello.wallMillis() <= MAX_CLOCK_MILLIS;
            }
            case SYNC_DIGESTS, SYNC_REQUEST -> true; // by element, below
            case PING,
                    ACK,
                    RELAYED_ACK,
                    NACK,
                    EXAMINED,
                    TETHER_CHECK,
                    SYNC_BUCKETS,
                    SYNC_TOO_LARGE,
                    SYNC_DONE,
                    PADDING,
                    REFUSED,
                    BUSY,
                    LOOSE,
                    LEAVING,
                    KEEP_ALIVE,
                    TETHER_PROOF,
                    PROVE,
                    KEYRING,
                    WANTED,
                    GIVEN -> true; // their numbers are only compared
        };
        if (!whole) {
            return null;
        }
        return switch (message.kind()) {
            case SYNC_DIGESTS -> believed((Message.SyncDigests) message, latestClock);
            case SYNC_REQUEST -> believed((Message.SyncRequest) message, latestClock);
            default -> message;
        };
    }

    /** A hello is measured by the clock that it tells: whether that one is believed is up to the stream that it opens. */
    private static long latestClock(Message.Hello hello, long latestClock) {
        return Math.max(latestClock, Math.min(hello.clockMillis(), MAX_CLOCK_MILLIS) + MAX_AHEAD_MILLIS);
    }

    private static boolean isTimeout(int millis) {
        return millis >= 0 && millis <= MAX_TIMEOUT_MILLIS;
    }

    private static boolean isRecord(MemberRecord record, long latestClock) {
        return isGenerationBefore(record.generation(), latestClock)
                && isCounter(record.incarnation())
                && isCounter(record.stateVersion())
                && record.periodMillis() >= 0
                && record.periodMillis() <= MAX_PERIOD_MILLIS;
    }

    private static boolean isIdentified(Message.Identified identified, long latestClock) {
        boolean bounded = isGenerationBefore(identified.generation(), latestClock);
        for (Message.Met met : identified.met()) { // two at the most
            bounded &= isGenerationBefore(met.generation(), latestClock) && isAge(met.ageMillis());
        }
        return bounded;
    }

    private static boolean isVerdict(Message.Verdict verdict, long latestClock) {
        return isGenerationBefore(verdict.generation(), latestClock)
                && isCounter(verdict.incarnation())
                && isAge(verdict.ageMillis());
    }

    private static boolean isDelta(Message.StateDelta delta, long latestClock) {
        boolean bounded = isGenerationBefore(delta.generation(), latestClock)
                && isCounter(delta.from())
                && isCounter(delta.to())
                && delta.from() <= delta.to();
        List<StateEntry> entries = delta.entries();
        for (int i = 0; bounded && i < entries.size(); i++) {
            long version = entries.get(i).version();
            bounded = version > delta.from() && version <= delta.to();
        }
        return bounded;
    }

    private static Message believed(Message.SyncDigests message, long latestClock) {
        List<Message.Digest> digests = message.digests();
        List<Message.Digest> believed = only(
                digests,
                digest -> isGenerationBefore(digest.generation(), latestClock)
                        && isCounter(digest.incarnation())
                        && isAge(digest.ageMillis())
                        && isCounter(digest.heldVersion()));
        return believed == digests ? message : new Message.SyncDigests(message.number(), message.buckets(), believed);
    }

    private static Message believed(Message.SyncRequest message, long latestClock) {
        List<Message.Wanted> wanted = message.wanted();
        List<Message.Wanted> believed =
                only(wanted, one -> isGenerationBefore(one.generation(), latestClock) && isCounter(one.heldVersion()));
        return believed == wanted ? message : new Message.SyncRequest(message.number(), believed);
    }

    private static <T> List<T> only(List<T> all, Predicate<T> believed) {
        for (int i = 0; i < all.size(); i++) {
            if (!believed.test(all.get(i))) {
                return all.stream().filter(believed).toList();
            }
        }
        return all;
    }
}
